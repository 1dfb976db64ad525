select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    document,
    town,
    year,
    version,
    filed_on,
    recognised_on,
    disclosed_on
from {{ source('landed', 'recognition_ledger') }}
