with adjustments as (
    select * from {{ ref('int_adjustments_scored') }}
),

final as (
    select
        quarter,
        basis,
        town_code,
        adjustment_code,
        cast(occurrences as bigint) as occurrences,
        cast(points as double) as points
    from adjustments
)

select * from final
