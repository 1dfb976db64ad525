with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome in ('accepted', 'withdrawn')
),

known as (
    select
        moments.quarter,
        moments.basis,
        submissions.form,
        submissions.unit_code,
        submissions.period,
        submissions.submission_id,
        submissions.file_name,
        submissions.sha256,
        submissions.received_at
    from moments
    inner join submissions
        on
            moments.as_of_at >= submissions.received_at
            -- what was withdrawn later counted until then
            and (submissions.withdrawn_at is null or moments.as_of_at < submissions.withdrawn_at)
),

final as (
    {{ last_within(
        'known',
        within='quarter, basis, form, unit_code, period',
        order_by='received_at desc, file_name desc, sha256 desc'
    ) }}
)

select
    quarter,
    basis,
    form,
    unit_code,
    period,
    submission_id,
    file_name,
    received_at
from final
