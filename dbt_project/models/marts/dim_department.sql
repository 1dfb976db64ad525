select
    dept_code,
    dept_name,
    role,
    aliases
from {{ ref('departments') }}
