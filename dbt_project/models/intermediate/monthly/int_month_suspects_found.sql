with told as (
    select * from {{ ref('int_month_projects_told') }}
    where is_of_month
),

findings as (
    select * from {{ ref('int_findings_gathered') }}
    where code in ('W01', 'W02', 'W03', 'W05') and table_name = 'project_progress'
),

fallen as (
    select * from {{ ref('int_progress_findings_raised') }}
),

planned as (
    select * from {{ ref('int_month_plan_projects_judged') }}
),

months as (
    select * from {{ ref('int_months_closed') }}
),

marked as (
    select
        told.month,
        told.basis,
        told.town_code,
        told.project_id,
        told.project_name,
        told.submission_id,
        told.file_name,
        findings.sheet,
        findings.row_number,
        findings.field,
        findings.column_header,
        findings.code,
        findings.value,
        case when findings.field = 'progress_pct' then told.progress_pct else told.ytd_investment end as figure
    from told
    inner join findings
        on
            told.submission_id = findings.submission_id
            and told.row_number = findings.row_number
),

-- what is below an earlier figure that is doubtful itself casts no doubt: that one was told of in its own month
final as (
    select
        marked.*,
        case
            when marked.code = 'W01' then marked.figure * 100
            when
                marked.code = 'W05'
                and {{ compared('marked.figure') }}
                >= {{ compared('months.suspect_total_times * planned.total_investment') }}
                and {{ compared('marked.figure / 10000.0') }} <= {{ compared('planned.total_investment') }}
                then marked.figure / 10000.0
        end as likely_value
    from marked
    inner join months
        on
            marked.month = months.month
            and marked.basis = months.basis
    left join planned
        on
            marked.month = planned.month
            and marked.basis = planned.basis
            and marked.town_code = planned.town_code
            and marked.project_id = planned.project_id
    left join fallen
        on
            marked.submission_id = fallen.submission_id
            and marked.row_number = fallen.row_number
            and marked.code = fallen.template_code
    left join findings as earlier
        on
            fallen.earlier_submission_id = earlier.submission_id
            and fallen.earlier_row_number = earlier.row_number
            and marked.field = earlier.field
            and earlier.code in ('W01', 'W05')
    where earlier.code is null
)

select * from final
