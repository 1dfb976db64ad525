with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'disbursement_ledger'
),

disbursements as (
    {{ accepted_rows('disbursement_ledger') }}
),

recorded as (
    select
        submissions.quarter,
        submissions.basis,
        submissions.unit_code as dept_code,
        submissions.period,
        disbursements.*
    from submissions
    inner join disbursements on submissions.submission_id = disbursements.submission_id
),

-- a payment that is in the ledgers of several months is one, as the latest month has it
records as (
    {{ last_within('recorded', within='quarter, basis, dept_code, disbursement_id', order_by='period desc') }}
),

final as (
    select
        records.quarter,
        records.basis,
        records.dept_code,
        records.disbursement_id,
        records.project_id,
        records.fund_source,
        records.paid_on,
        records.amount / 10000.0 as amount_wan,
        records.submission_id,
        records.row_number
    from records
    inner join moments
        on
            records.quarter = moments.quarter
            and records.basis = moments.basis
            and records.paid_on between moments.year_starts_on and moments.ends_on
)

select * from final
