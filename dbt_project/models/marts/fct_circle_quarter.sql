with communities as (
    select * from {{ ref('int_communities_covered') }}
    where circle_code is not null
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

sums as (
    select
        quarter,
        basis,
        circle_code,
        town_code,
        facility_type,
        cast(sum(population) as bigint) as population,
        cast(sum(covered) as bigint) as covered
    from communities
    group by quarter, basis, circle_code, town_code, facility_type
),

ratios as (
    select
        *,
        case when population > 0 then covered / cast(population as double) end as ratio
    from sums
),

final as (
    select
        ratios.quarter,
        ratios.basis,
        ratios.circle_code,
        ratios.town_code,
        ratios.facility_type,
        ratios.population,
        ratios.covered,
        ratios.ratio,
        rules.coverage_target as target,
        {{ compared('ratios.ratio') }} >= rules.coverage_target as is_at_target
    from ratios
    inner join rules on ratios.quarter = rules.quarter
)

select * from final
