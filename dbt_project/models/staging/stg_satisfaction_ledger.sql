select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    facility_id,
    town,
    good,
    bad,
    rectified
from {{ source('landed', 'satisfaction_ledger') }}
