select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    indicator_code,
    town,
    numerator,
    denominator
from {{ source('landed', 'indicator_ledger') }}
