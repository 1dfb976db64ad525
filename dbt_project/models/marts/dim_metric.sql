select
    metric_code,
    card,
    section,
    metric_name,
    points,
    valid_from
from {{ ref('metrics') }}
