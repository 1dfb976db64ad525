select
    facility_type,
    type_name,
    service_class,
    task_no,
    dept_code,
    radius_m,
    rural_radius_m,
    radius_basis
from {{ ref('facility_types') }}
