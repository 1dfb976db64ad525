-- a finding on a contact of a cover says which field, never its content
select
    findings.submission_id,
    findings.field
from {{ ref('fct_finding') }} as findings
left join {{ ref('stg_findings') }} as landed
    on
        findings.submission_id = landed.submission_id
        and findings.code = landed.code
        and findings.field = landed.field
where
    findings.code = 'W08'
    and findings.field in ('prepared_by', 'phone', 'leader', 'planner')
    and (findings.value is not null or contains(findings.message, landed.value))
