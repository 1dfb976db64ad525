select
    submission_id,
    sheet,
    row_number,
    raw,
    unreadable,
    held_on,
    kind,
    participants,
    opinions,
    answered,
    professional,
    organisation,
    stage
from {{ source('landed', 'engagement') }}
