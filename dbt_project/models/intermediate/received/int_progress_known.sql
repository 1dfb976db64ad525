with reports as (
    select * from {{ ref('int_submissions_known') }}
    where form = 'monthly_report'
),

progress as (
    {{ accepted_rows('project_progress') }}
),

reported as (
    select
        reports.unit_code as town_code,
        reports.period as month,
        progress.project_id,
        progress.status,
        progress.progress_pct,
        progress.actual_start,
        progress.actual_finish,
        progress.ytd_investment,
        progress.submission_id,
        progress.row_number
    from reports
    inner join progress on reports.submission_id = progress.submission_id
),

final as (
    {{ last_within('reported', within='town_code, project_id', order_by='month desc') }}
)

select
    town_code,
    project_id,
    month,
    status,
    progress_pct,
    actual_start,
    actual_finish,
    ytd_investment,
    submission_id,
    row_number
from final
