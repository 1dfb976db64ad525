with reports as (
    select * from {{ ref('int_submissions_known') }}
    where form = 'monthly_report'
),

issues as (
    {{ accepted_rows('issues') }}
),

reported as (
    select
        reports.unit_code as town_code,
        reports.period as month,
        issues.*
    from reports
    inner join issues on reports.submission_id = issues.submission_id
),

final as (
    {{ last_within('reported', within='town_code, issue_id', order_by='month desc') }}
)

select
    town_code,
    issue_id,
    month,
    project_id,
    category,
    description,
    dept as dept_code,
    raised_on,
    status,
    resolved_on,
    resolution,
    submission_id,
    row_number
from final
