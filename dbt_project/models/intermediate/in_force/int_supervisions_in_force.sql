with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'supervision_ledger'
),

supervisions as (
    {{ accepted_rows('supervision_ledger') }}
),

recorded as (
    select
        submissions.quarter,
        submissions.basis,
        submissions.unit_code as dept_code,
        submissions.period,
        supervisions.*
    from submissions
    inner join supervisions on submissions.submission_id = supervisions.submission_id
),

-- a record that is in several quarters' ledgers is one, as the latest has it
records as (
    {{ last_within('recorded', within='quarter, basis, dept_code, supervision_id', order_by='period desc') }}
),

final as (
    select
        records.quarter,
        records.basis,
        records.dept_code,
        records.supervision_id,
        records.period,
        records.town as town_code,
        cast(records.task_no as integer) as task_no,
        records.supervised_on,
        records.rectify_by,
        records.rectified_on,
        records.submission_id,
        records.sheet,
        records.row_number,
        records.supervised_on between moments.starts_on and moments.ends_on as is_of_quarter
    from records
    inner join moments
        on
            records.quarter = moments.quarter
            and records.basis = moments.basis
)

select * from final
