select
    task_no,
    task_name,
    short_name,
    sector
from {{ ref('tasks') }}
