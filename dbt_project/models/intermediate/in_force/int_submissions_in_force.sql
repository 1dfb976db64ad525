with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome = 'accepted'
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
        submissions.received_at
    from moments
    inner join submissions on moments.as_of_at >= submissions.received_at
),

final as (
    {{ last_within(
        'known',
        within='quarter, basis, form, unit_code, period',
        order_by='received_at desc, file_name desc'
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
