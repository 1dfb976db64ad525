select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    issue_id,
    project_id,
    category,
    description,
    dept,
    raised_on,
    status,
    resolved_on,
    resolution
from {{ source('landed', 'issues') }}
