select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    project_id,
    project_name,
    task_no,
    status,
    progress_pct,
    actual_start,
    actual_finish,
    month_investment,
    ytd_investment,
    progress_note,
    next_step
from {{ source('landed', 'project_progress') }}
