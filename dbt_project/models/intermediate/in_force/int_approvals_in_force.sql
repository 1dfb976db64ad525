with submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'approval_ledger'
),

approvals as (
    {{ accepted_rows('approval_ledger') }}
),

owners as (
    select * from {{ ref('int_projects_owned') }}
),

recorded as (
    select
        submissions.quarter,
        submissions.basis,
        submissions.unit_code as dept_code,
        submissions.period,
        approvals.*
    from submissions
    inner join approvals on submissions.submission_id = approvals.submission_id
),

-- an approval is in the ledger of the month of its acceptance and of that of its closing: one, as the latest has it
records as (
    {{ last_within('recorded', within='quarter, basis, dept_code, approval_id', order_by='period desc') }}
),

final as (
    select
        records.quarter,
        records.basis,
        records.dept_code,
        records.approval_id,
        records.project_id,
        owners.town_code,
        records.item,
        records.accepted_on,
        records.closed_on,
        records.submission_id,
        records.row_number
    from records
    inner join owners on records.project_id = owners.project_id
)

select * from final
