select
    task_no,
    dept_code
from {{ ref('task_departments') }}
