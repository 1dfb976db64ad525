select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    subject_id,
    statement
from {{ source('landed', 'statements') }}
