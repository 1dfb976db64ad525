-- two departments may number their supervisions alike, so the department is part of a matter's key; null equals null
select
    quarter,
    basis,
    kind,
    town_code,
    dept_code,
    subject_id,
    count(*) as times
from {{ ref('supervision_list') }}
group by quarter, basis, kind, town_code, dept_code, subject_id
having count(*) > 1
