-- a rejected submission has its one fatal finding and nothing else, an accepted one none that is fatal, a duplicate none
with findings as (
    select
        submission_id,
        count(*) as findings,
        count(case when severity = 'fatal' then 1 end) as fatal_findings
    from {{ ref('fct_finding') }}
    group by submission_id
)

select
    submissions.submission_id,
    submissions.outcome,
    findings.findings,
    findings.fatal_findings
from {{ ref('fct_submission') }} as submissions
left join findings on submissions.submission_id = findings.submission_id
where
    (submissions.outcome = 'rejected' and (coalesce(findings.findings, 0) <> 1 or findings.fatal_findings <> 1))
    or (submissions.outcome = 'accepted' and findings.fatal_findings > 0)
    or (submissions.outcome = 'duplicate' and findings.findings > 0)
