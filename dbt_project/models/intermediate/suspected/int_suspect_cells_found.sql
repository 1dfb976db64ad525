with cells as (
    select * from {{ ref('int_project_cells_read') }}
),

findings as (
    select * from {{ ref('int_findings_gathered') }}
    where code in ('W01', 'W02', 'W03', 'W05')
),

fallen as (
    select * from {{ ref('int_progress_findings_raised') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

marked as (
    select
        cells.*,
        findings.sheet,
        findings.column_header,
        findings.code,
        findings.value,
        true as is_computed_from
    from cells
    inner join findings
        on
            cells.table_name = findings.table_name
            and cells.submission_id = findings.submission_id
            and cells.row_number = findings.row_number
            and cells.field = findings.field
),

-- what is below an earlier figure that is doubtful itself casts no doubt: the earlier cell is the one to look at
answered as (
    select
        marked.quarter,
        marked.basis,
        marked.project_id,
        marked.total_investment,
        marked.table_name,
        coalesce(findings.submission_id, marked.submission_id) as submission_id,
        coalesce(findings.row_number, marked.row_number) as row_number,
        marked.field,
        case when findings.code is null then marked.figure else fallen.earlier_figure end as figure,
        case when findings.code is null then marked.sheet else findings.sheet end as sheet,
        coalesce(findings.column_header, marked.column_header) as column_header,
        coalesce(findings.code, marked.code) as code,
        coalesce(findings.value, marked.value) as value,
        findings.code is null as is_computed_from
    from marked
    left join fallen
        on
            marked.submission_id = fallen.submission_id
            and marked.row_number = fallen.row_number
            and marked.code = fallen.template_code
    left join findings
        on
            marked.table_name = findings.table_name
            and fallen.earlier_submission_id = findings.submission_id
            and fallen.earlier_row_number = findings.row_number
            and marked.field = findings.field
            and findings.code in ('W01', 'W05')
),

-- a decimal is taken for a share of one, an amount for one in 元: what then still exceeds the project's total
-- would exceed it in 千元 too
final as (
    select
        answered.*,
        case
            when answered.code = 'W01' then answered.figure * 100
            when
                answered.code = 'W05'
                and {{ compared('answered.figure') }}
                >= {{ compared('rules.suspect_total_times * answered.total_investment') }}
                and {{ compared('answered.figure / 10000.0') }} <= {{ compared('answered.total_investment') }}
                then answered.figure / 10000.0
        end as likely_value
    from answered
    inner join rules on answered.quarter = rules.quarter
)

select * from final
