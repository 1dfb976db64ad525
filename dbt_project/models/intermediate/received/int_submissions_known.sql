with submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome = 'accepted'
),

final as (
    {{ last_within(
        'submissions',
        within='form, unit_code, period',
        order_by='received_at desc, file_name desc, sha256 desc'
    ) }}
)

select
    form,
    unit_code,
    period,
    submission_id,
    file_name,
    received_at
from final
