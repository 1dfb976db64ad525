with submissions as (
    select * from {{ ref('int_submissions_judged') }}
),

rows_counted as (
    select
        submission_id,
        count(case when is_accepted then 1 end) as rows_accepted,
        count(case when not is_accepted then 1 end) as rows_quarantined,
        count(case when is_flagged then 1 end) as rows_flagged
    from {{ ref('int_rows_judged') }}
    group by submission_id
),

final as (
    select
        submissions.submission_id,
        submissions.sha256,
        submissions.form,
        submissions.unit_code,
        submissions.period,
        submissions.file_name,
        submissions.received_at,
        submissions.outcome,
        coalesce(rows_counted.rows_accepted, 0) as rows_accepted,
        coalesce(rows_counted.rows_quarantined, 0) as rows_quarantined,
        coalesce(rows_counted.rows_flagged, 0) as rows_flagged
    from submissions
    left join rows_counted on submissions.submission_id = rows_counted.submission_id
)

select * from final
