with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'monthly_report'
),

issues as (
    {{ accepted_rows('issues') }}
),

reported as (
    select
        moments.quarter,
        moments.basis,
        moments.ends_on as quarter_ends_on,
        submissions.unit_code as town_code,
        submissions.period as month,
        issues.*
    from moments
    inner join submissions
        on
            moments.quarter = submissions.quarter
            and moments.basis = submissions.basis
            and moments.last_month >= submissions.period
    inner join issues on submissions.submission_id = issues.submission_id
),

-- an issue that its town stops reporting stays as it was
latest as (
    {{ last_within('reported', within='quarter, basis, town_code, issue_id', order_by='month desc') }}
),

final as (
    select
        latest.quarter,
        latest.basis,
        latest.town_code,
        latest.issue_id,
        latest.project_id,
        latest.category,
        latest.description,
        latest.dept as dept_code,
        latest.raised_on,
        latest.status,
        latest.resolved_on,
        latest.month,
        latest.submission_id,
        latest.sheet,
        latest.row_number,
        {{ days_between('latest.raised_on', 'latest.quarter_ends_on') }} as days_since_raised,
        {{ days_between('latest.raised_on', 'latest.resolved_on') }} as days_to_resolve
    from latest
)

select * from final
