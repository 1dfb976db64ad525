with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

valid as (
    select
        quarters.quarter,
        metrics.*
    from quarters
    inner join metrics on quarters.ends_on >= metrics.valid_from
),

final as (
    {{ last_within('valid', within='quarter, metric_code', order_by='valid_from desc') }}
)

select
    quarter,
    metric_code,
    card,
    section,
    metric_name,
    points,
    valid_from
from final
