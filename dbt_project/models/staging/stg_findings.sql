select
    submission_id,
    code,
    table_name,
    sheet,
    row_number,
    field,
    column_header,
    value,
    message
from {{ source('landed', 'findings') }}
