select
    town_code,
    town_name,
    kind,
    compare_group,
    stat_code,
    lat,
    lon,
    aliases
from {{ ref('towns') }}
