select
    facility_id,
    dept_code,
    month,
    is_listed,
    facility_name,
    facility_type,
    town_code,
    community_code,
    lon,
    lat,
    opened_on,
    status,
    floor_area,
    capacity,
    standardised,
    accessible
from {{ ref('int_facilities_known') }}
