with demands as (
    select * from {{ ref('int_demands_answered') }}
),

final as (
    select
        quarter,
        basis,
        town_code,
        demand_id,
        community_code,
        task_no,
        service_class,
        priority,
        cast(answer as double) as answer
    from demands
)

select * from final
