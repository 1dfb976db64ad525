select
    submission_id,
    table_name,
    field,
    header_unit
from {{ source('landed', 'sheet_columns') }}
