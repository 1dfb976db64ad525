with projects as (
    select * from {{ ref('int_projects_assessed') }}
),

latest_reports as (
    select * from {{ ref('int_progress_last_reported') }}
),

final as (
    select
        quarter,
        basis,
        project_id,
        'plan_projects' as table_name,
        submission_id,
        row_number
    from projects
    union all
    select
        quarter,
        basis,
        project_id,
        'project_progress' as table_name,
        submission_id,
        row_number
    from latest_reports
)

select * from final
