with first_reports as (
    select * from {{ ref('int_reports_first_received') }}
),

project_months as (
    select * from {{ ref('int_project_months_expected') }}
    where is_expected
),

projects as (
    select * from {{ ref('int_projects_assessed') }}
),

progress_reports as (
    select * from {{ ref('int_progress_reported') }}
),

rows_judged as (
    select * from {{ ref('int_rows_judged') }}
    where table_name in ('project_progress', 'issues')
),

-- whether a report came in time is told by the file, not by any row of it
punctuality as (
    select
        quarter,
        basis,
        town_code,
        'R1' as metric_code,
        month,
        cast(null as string) as table_name,
        submission_id,
        cast(null as bigint) as row_number
    from first_reports
),

expected as (
    select
        project_months.quarter,
        project_months.basis,
        project_months.town_code,
        'R2' as metric_code,
        project_months.month,
        'plan_projects' as table_name,
        projects.submission_id,
        projects.row_number
    from project_months
    inner join projects
        on
            project_months.quarter = projects.quarter
            and project_months.basis = projects.basis
            and project_months.town_code = projects.town_code
            and project_months.project_id = projects.project_id
),

reported as (
    select
        project_months.quarter,
        project_months.basis,
        project_months.town_code,
        'R2' as metric_code,
        project_months.month,
        'project_progress' as table_name,
        progress_reports.submission_id,
        progress_reports.row_number
    from project_months
    inner join progress_reports
        on
            project_months.quarter = progress_reports.quarter
            and project_months.basis = progress_reports.basis
            and project_months.town_code = progress_reports.town_code
            and project_months.project_id = progress_reports.project_id
            and project_months.month = progress_reports.month
),

accuracy as (
    select
        first_reports.quarter,
        first_reports.basis,
        first_reports.town_code,
        'R3' as metric_code,
        first_reports.month,
        rows_judged.table_name,
        rows_judged.submission_id,
        rows_judged.row_number
    from first_reports
    inner join rows_judged on first_reports.submission_id = rows_judged.submission_id
),

united as (
    {%- for source in ['punctuality', 'expected', 'reported', 'accuracy'] %}
        select * from {{ source }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        quarter,
        basis,
        town_code as unit_code,
        metric_code,
        month as item_id,
        table_name,
        submission_id,
        row_number
    from united
)

select * from final
