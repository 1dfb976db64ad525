with projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

latest_reports as (
    select * from {{ ref('int_progress_last_reported') }}
),

final as (
    select
        quarter,
        basis,
        project_id,
        total_investment,
        'plan_projects' as table_name,
        submission_id,
        row_number,
        'planned_q' || cast(quarter_of_year as string) as field,
        planned_pct as figure
    from projects
    {%- for field in ['progress_pct', 'ytd_investment'] %}
        union all
        select
            projects.quarter,
            projects.basis,
            projects.project_id,
            projects.total_investment,
            'project_progress' as table_name,
            latest_reports.submission_id,
            latest_reports.row_number,
            '{{ field }}' as field,
            latest_reports.{{ field }} as figure
        from projects
        inner join latest_reports
            on
                projects.quarter = latest_reports.quarter
                and projects.basis = latest_reports.basis
                and projects.project_id = latest_reports.project_id
    {%- endfor %}
)

select * from final
