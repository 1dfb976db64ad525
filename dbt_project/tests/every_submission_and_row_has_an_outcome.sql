-- nothing is dropped in silence: what was received is accepted, rejected, a duplicate or withdrawn, a row accepted or quarantined
with received as (
    select count(*) as submissions
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('int_run_dated') }} as run on submissions.received_at <= run.as_of_at
),

rows_read as (
    select count(*) as row_count from {{ ref('int_rows_read') }}
),

judged as (
    select
        count(case when outcome in ('accepted', 'rejected', 'duplicate', 'withdrawn') then 1 end) as submissions,
        coalesce(sum(rows_accepted + rows_quarantined), 0) as row_count,
        count(case when rows_flagged > rows_accepted then 1 end) as overflagged
    from {{ ref('fct_submission') }}
)

select
    received.submissions,
    judged.submissions as submissions_judged,
    rows_read.row_count,
    judged.row_count as rows_judged
from received
cross join rows_read
cross join judged
where
    received.submissions <> judged.submissions
    or rows_read.row_count <> judged.row_count
    or judged.overflagged > 0
