{%- set tables = [
    'project_progress', 'issues', 'engagement', 'statements', 'plan_projects', 'demands', 'blueprint_scope',
    'facility_ledger', 'indicator_ledger', 'disbursement_ledger', 'approval_ledger', 'supervision_ledger', 'recognition_ledger',
    'satisfaction_ledger', 'community_ledger', 'resolution_ledger',
] %}

with submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome in ('accepted', 'withdrawn')
),

landed_rows as (
    {%- for table in tables %}
        select
            '{{ table }}' as table_name,
            submission_id,
            sheet,
            row_number
        from {{ ref('stg_' ~ table) }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

-- a table is one sheet of its submission, so its name and the row's number tell a row
faults as (
    select distinct
        submission_id,
        table_name,
        row_number
    from {{ ref('int_findings_landed') }}
    where code like 'E%'
),

final as (
    select
        landed_rows.table_name,
        landed_rows.submission_id,
        landed_rows.sheet,
        landed_rows.row_number,
        submissions.form,
        submissions.unit_code,
        submissions.period,
        submissions.file_name,
        submissions.sha256,
        submissions.received_at,
        submissions.outcome,
        faults.row_number is null as is_valid_by_itself
    from landed_rows
    inner join submissions
        on landed_rows.submission_id = submissions.submission_id
    left join faults
        on
            landed_rows.submission_id = faults.submission_id
            and landed_rows.table_name = faults.table_name
            and landed_rows.row_number = faults.row_number
)

select * from final
