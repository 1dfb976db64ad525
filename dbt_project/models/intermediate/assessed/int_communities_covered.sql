with communities as (
    select * from {{ ref('int_communities_in_force') }}
),

types as (
    select * from {{ ref('facility_types') }}
    where service_class = '基础保障'
),

served as (
    select * from {{ ref('int_communities_served') }}
),

final as (
    select
        communities.quarter,
        communities.basis,
        communities.community_code,
        communities.town_code,
        communities.circle_code,
        coalesce(communities.new_city, false) as is_new_city,
        types.facility_type,
        communities.population,
        case when served.community_code is not null then communities.population else 0 end as covered
    from communities
    cross join types
    left join served
        on
            communities.quarter = served.quarter
            and communities.basis = served.basis
            and communities.community_code = served.community_code
            and types.facility_type = served.facility_type
)

select * from final
