select
    community_code,
    month,
    is_listed,
    community_name,
    town_code,
    kind,
    area_kind,
    circle_code,
    new_city,
    lon,
    lat,
    population,
    elderly,
    children
from {{ ref('int_communities_known') }}
