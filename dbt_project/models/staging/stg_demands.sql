select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    demand_id,
    community_code,
    task_no,
    facility_type,
    service_class,
    description,
    source,
    people,
    priority
from {{ source('landed', 'demands') }}
