with submissions as (
    select * from {{ source('landed', 'submissions') }}
),

checked_batches as (
    select distinct batch from {{ source('landed', 'checked_batches') }}
),

-- only batches that were checked count
checked as (
    select submissions.*
    from submissions
    inner join checked_batches on submissions.batch = checked_batches.batch
),

-- a file is landed again when the register corrects when it was received: the later landing holds
final as (
    {{ last_within('checked', within='file_name, sha256', order_by='batch desc, submission_id') }}
)

select
    submission_id,
    sha256,
    form,
    unit_code,
    period,
    file_name,
    received_at,
    rejected_by
from final
