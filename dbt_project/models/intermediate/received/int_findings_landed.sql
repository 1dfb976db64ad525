with findings as (
    select * from {{ ref('stg_findings') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome <> 'duplicate'
),

final as (
    select
        findings.submission_id,
        findings.code,
        findings.table_name,
        findings.sheet,
        findings.row_number,
        findings.field,
        findings.column_header,
        -- names and telephones on covers stay with the landed rows: the marts are for everyone
        case
            when findings.code = 'W08' and findings.field in ('prepared_by', 'phone', 'leader', 'planner') then null
            else findings.value
        end as value,
        findings.message
    from findings
    inner join submissions
        on findings.submission_id = submissions.submission_id
    -- what else was noticed in a rejected file is not reported: its one fatal finding comes first
    where submissions.outcome = 'accepted' or findings.code = submissions.rejected_by
)

select * from final
