-- Never all facilities by all others: they are put on a grid whose cells are as wide as the distance, and only the nine
-- cells around one are looked at, then measured exactly.
with facilities as (
    select * from {{ ref('int_new_facilities_planned') }}
),

rules as (
    select
        *,
        -- a metre more, so that rounding cannot put a neighbour two cells away
        (duplicate_distance_m + 1) / earth_radius_m as reach
    from {{ ref('int_rules_pivoted') }}
),

northmost as (
    select
        quarter,
        basis,
        max(abs(lat)) as lat
    from facilities
    group by quarter, basis
),

grids as (
    select
        northmost.quarter,
        northmost.basis,
        rules.duplicate_distance_m,
        rules.earth_radius_m,
        degrees(rules.reach) as cell_lat,
        {{ cell_width_lon('rules.reach', 'northmost.lat') }} as cell_lon
    from northmost
    inner join rules on northmost.quarter = rules.quarter
),

steps as (
    select around.step from (values (-1), (0), (1)) as around (step)
),

places as (
    select
        facilities.*,
        grids.duplicate_distance_m,
        grids.earth_radius_m,
        floor(facilities.lat / grids.cell_lat) as row_cell,
        floor(facilities.lon / grids.cell_lon) as column_cell
    from facilities
    inner join grids
        on
            facilities.quarter = grids.quarter
            and facilities.basis = grids.basis
),

surroundings as (
    select
        places.*,
        places.row_cell + north.step as near_row_cell,
        places.column_cell + east.step as near_column_cell
    from places
    cross join steps as north
    cross join steps as east
),

measured as (
    select
        surroundings.quarter,
        surroundings.basis,
        surroundings.project_id as first_project_id,
        surroundings.town_code as first_town_code,
        surroundings.plan_year as first_plan_year,
        surroundings.submission_id as first_submission_id,
        surroundings.sheet as first_sheet,
        surroundings.row_number as first_row_number,
        places.project_id as second_project_id,
        places.town_code as second_town_code,
        places.plan_year as second_plan_year,
        places.submission_id as second_submission_id,
        places.sheet as second_sheet,
        places.row_number as second_row_number,
        places.facility_type,
        places.duplicate_distance_m,
        {{ haversine_m(
            'surroundings.lat', 'surroundings.lon', 'places.lat', 'places.lon', 'places.earth_radius_m'
        ) }} as distance_m
    from surroundings
    inner join places
        on
            surroundings.quarter = places.quarter
            and surroundings.basis = places.basis
            and surroundings.facility_type = places.facility_type
            and surroundings.near_row_cell = places.row_cell
            and surroundings.near_column_cell = places.column_cell
            -- each two once, in the order of their ids
            and surroundings.project_id < places.project_id
    where surroundings.is_of_year or places.is_of_year
),

final as (
    select * from measured
    where {{ compared('distance_m') }} < duplicate_distance_m
)

select * from final
