with communities as (
    select * from {{ ref('int_communities_covered') }}
    where is_new_city
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

counted as (
    select
        quarter,
        basis,
        town_code,
        facility_type,
        sum(population) as population,
        sum(covered) as covered
    from communities
    group by quarter, basis, town_code, facility_type
),

final as (
    select
        counted.*,
        case when counted.population > 0 then counted.covered / cast(counted.population as double) end as ratio,
        rules.coverage_target as target
    from counted
    inner join rules on counted.quarter = rules.quarter
)

select * from final
