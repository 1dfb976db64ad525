with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

types as (
    select * from {{ ref('facility_types') }}
    where service_class = '基础保障'
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

communities as (
    select * from {{ ref('int_communities_in_force') }}
),

served as (
    select * from {{ ref('int_communities_served') }}
),

counted as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        types.facility_type,
        coalesce(sum(communities.population), 0) as population,
        coalesce(sum(case when served.community_code is not null then communities.population end), 0) as covered
    from towns
    cross join types
    left join communities
        on
            towns.quarter = communities.quarter
            and towns.basis = communities.basis
            and towns.town_code = communities.town_code
    left join served
        on
            communities.quarter = served.quarter
            and communities.basis = served.basis
            and communities.community_code = served.community_code
            and types.facility_type = served.facility_type
    group by towns.quarter, towns.basis, towns.town_code, types.facility_type
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
