select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    supervision_id,
    town,
    task_no,
    supervised_on,
    manner,
    findings,
    rectify_by,
    rectified_on
from {{ source('landed', 'supervision_ledger') }}
