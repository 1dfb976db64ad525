with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

due_days as (
    select * from {{ ref('due_days') }}
),

valid as (
    select
        quarters.quarter,
        due_days.*
    from quarters
    inner join due_days on quarters.ends_on >= due_days.valid_from
),

final as (
    {{ last_within('valid', within='quarter, form', order_by='valid_from desc') }}
)

select
    quarter,
    form,
    due_day
from final
