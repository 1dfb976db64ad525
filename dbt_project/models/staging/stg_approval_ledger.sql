select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    approval_id,
    project_id,
    item,
    accepted_on,
    closed_on
from {{ source('landed', 'approval_ledger') }}
