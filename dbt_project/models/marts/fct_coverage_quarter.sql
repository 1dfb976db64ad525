with covered as (
    select * from {{ ref('int_towns_covered') }}
),

final as (
    select
        quarter,
        basis,
        town_code,
        facility_type,
        cast(population as bigint) as population,
        cast(covered as bigint) as covered,
        ratio,
        target
    from covered
)

select * from final
