with submissions as (
    select
        *,
        cast(substr(period, 2) as integer) as version_number
    from {{ ref('int_submissions_in_force') }}
    where form = 'blueprint'
),

final as (
    {{ last_within('submissions', within='quarter, basis, unit_code', order_by='version_number desc') }}
)

select
    quarter,
    basis,
    unit_code as town_code,
    version_number,
    submission_id
from final
