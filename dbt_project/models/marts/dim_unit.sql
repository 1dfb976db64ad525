select
    town_code as unit_code,
    town_name as unit_name,
    'town' as unit_kind,
    compare_group,
    aliases
from {{ ref('towns') }}
union all
select
    dept_code as unit_code,
    dept_name as unit_name,
    'department' as unit_kind,
    cast(null as string) as compare_group,
    aliases
from {{ ref('departments') }}
