select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    community_code,
    area_kind,
    covered
from {{ source('landed', 'blueprint_scope') }}
