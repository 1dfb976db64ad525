select
    indicator_code,
    indicator_name,
    task_no,
    dept_code,
    aggregation,
    direction,
    target_2023,
    target_2024,
    target_2025,
    per
from {{ ref('indicators') }}
