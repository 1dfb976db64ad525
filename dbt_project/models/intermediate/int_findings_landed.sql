with findings as (
    select * from {{ ref('stg_findings') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome <> 'duplicate'
),

final as (
    select findings.*
    from findings
    inner join submissions
        on findings.submission_id = submissions.submission_id
)

select * from final
