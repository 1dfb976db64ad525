select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    resolution_id,
    met_on,
    matter,
    dept,
    town,
    subject_id,
    due_on,
    closed_on
from {{ source('landed', 'resolution_ledger') }}
