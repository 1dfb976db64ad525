with moments as (
    select * from {{ ref('int_moments_set') }}
),

types as (
    select * from {{ ref('facility_types') }}
    where service_class = '基础保障'
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

communities as (
    select * from {{ ref('int_communities_covered') }}
),

scopes as (
    select scopes.scope from (values ('district'), ('new_city')) as scopes (scope)
),

counted as (
    select
        moments.quarter,
        moments.basis,
        scopes.scope,
        types.facility_type,
        coalesce(sum(communities.population), 0) as population,
        coalesce(sum(communities.covered), 0) as covered
    from moments
    cross join scopes
    cross join types
    left join communities
        on
            moments.quarter = communities.quarter
            and moments.basis = communities.basis
            and types.facility_type = communities.facility_type
            and (scopes.scope = 'district' or communities.is_new_city)
    group by moments.quarter, moments.basis, scopes.scope, types.facility_type
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
