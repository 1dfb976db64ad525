select
    town_code,
    tile_row,
    tile_column
from {{ ref('tiles') }}
