with moments as (
    select * from {{ ref('int_moments_set') }}
),

months as (
    select * from {{ ref('int_months_listed') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where form = 'monthly_report' and outcome in ('accepted', 'withdrawn')
),

known as (
    select
        moments.quarter,
        moments.basis,
        submissions.unit_code as town_code,
        months.month,
        months.ends_on as month_ends_on,
        submissions.submission_id,
        submissions.file_name,
        submissions.sha256,
        submissions.received_at
    from moments
    inner join months on moments.quarter = months.quarter
    inner join submissions
        on
            months.month = submissions.period
            and moments.as_of_at >= submissions.received_at
            and (submissions.withdrawn_at is null or moments.as_of_at < submissions.withdrawn_at)
),

final as (
    {{ last_within('known', within='quarter, basis, town_code, month', order_by='received_at, file_name, sha256') }}
)

select
    quarter,
    basis,
    town_code,
    month,
    month_ends_on,
    submission_id,
    received_at
from final
