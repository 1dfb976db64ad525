with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

due_dates as (
    select * from {{ ref('document_due_dates') }}
),

valid as (
    select
        quarters.quarter,
        due_dates.*,
        -- the blueprint is due once for all years, a plan for its own
        coalesce(due_dates.year, quarters.year) = quarters.year as is_of_quarter
    from quarters
    inner join due_dates on quarters.ends_on >= due_dates.valid_from
),

final as (
    {{ last_within('valid', within='quarter, document, year', order_by='valid_from desc') }}
)

select
    quarter,
    document,
    year,
    due_on,
    is_of_quarter
from final
