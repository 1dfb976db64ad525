-- Never all communities by all facilities: both are put on a grid whose cells are as wide as a type's reach, and only
-- the nine cells around a community are looked at, then measured exactly.
with communities as (
    select * from {{ ref('int_communities_in_force') }}
),

radii as (
    select * from {{ ref('int_radii_in_force') }}
    where service_class = '基础保障'
),

northmost as (
    select
        quarter,
        basis,
        max(abs(lat)) as lat
    from communities
    group by quarter, basis
),

-- a metre more than the reach, so that rounding cannot put a neighbour two cells away
reaches as (
    select
        northmost.quarter,
        northmost.basis,
        northmost.lat,
        radii.facility_type,
        radii.radius_m,
        radii.rural_radius_m,
        rules.detour_factor,
        rules.earth_radius_m,
        (greatest(radii.radius_m, radii.rural_radius_m) / rules.detour_factor + 1) / rules.earth_radius_m as reach
    from northmost
    inner join {{ ref('int_rules_pivoted') }} as rules on northmost.quarter = rules.quarter
    inner join radii on northmost.quarter = radii.quarter
),

grids as (
    select
        *,
        degrees(reach) as cell_lat,
        {{ cell_width_lon('reach', 'lat') }} as cell_lon
    from reaches
),

steps as (
    select around.step from (values (-1), (0), (1)) as around (step)
),

people as (
    select
        communities.quarter,
        communities.basis,
        communities.town_code,
        communities.community_code,
        communities.lat,
        communities.lon,
        grids.facility_type,
        grids.detour_factor,
        grids.earth_radius_m,
        case when communities.area_kind = '乡村' then grids.rural_radius_m else grids.radius_m end as walk_m,
        floor(communities.lat / grids.cell_lat) + north.step as row_cell,
        floor(communities.lon / grids.cell_lon) + east.step as column_cell
    from communities
    inner join grids
        on
            communities.quarter = grids.quarter
            and communities.basis = grids.basis
    cross join steps as north
    cross join steps as east
),

places as (
    select
        facilities.quarter,
        facilities.basis,
        facilities.facility_type,
        facilities.submission_id,
        facilities.row_number,
        facilities.lat,
        facilities.lon,
        floor(facilities.lat / grids.cell_lat) as row_cell,
        floor(facilities.lon / grids.cell_lon) as column_cell
    from {{ ref('int_facilities_in_force') }} as facilities
    inner join grids
        on
            facilities.quarter = grids.quarter
            and facilities.basis = grids.basis
            and facilities.facility_type = grids.facility_type
    where facilities.is_in_use
),

final as (
    select
        people.quarter,
        people.basis,
        people.town_code,
        people.community_code,
        people.facility_type,
        places.submission_id,
        places.row_number
    from people
    inner join places
        on
            people.quarter = places.quarter
            and people.basis = places.basis
            and people.facility_type = places.facility_type
            and people.row_cell = places.row_cell
            and people.column_cell = places.column_cell
    where
        {{ compared(
            haversine_m('people.lat', 'people.lon', 'places.lat', 'places.lon', 'people.earth_radius_m') ~ ' * people.detour_factor'
        ) }} <= people.walk_m
)

select * from final
