with run as (
    select * from {{ ref('int_run_dated') }}
),

final as (
    select as_of_at as as_of from run
)

select * from final
