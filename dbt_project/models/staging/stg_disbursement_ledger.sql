select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    disbursement_id,
    project_id,
    fund_source,
    paid_on,
    amount
from {{ source('landed', 'disbursement_ledger') }}
