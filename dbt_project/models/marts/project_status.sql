with plans as (
    select * from {{ ref('int_submissions_known') }}
    where form = 'annual_plan'
),

plan_projects as (
    {{ accepted_rows('plan_projects') }}
),

reports as (
    select * from {{ ref('int_progress_known') }}
),

final as (
    select
        plans.unit_code as town_code,
        cast(plans.period as integer) as plan_year,
        plan_projects.row_number as plan_row_number,
        plan_projects.project_id,
        plan_projects.project_name,
        cast(plan_projects.task_no as integer) as task_no,
        plan_projects.dept as dept_code,
        plan_projects.planned_start,
        plan_projects.planned_finish,
        reports.month as reported_for,
        reports.status,
        reports.progress_pct,
        reports.actual_start,
        reports.actual_finish,
        reports.ytd_investment
    from plans
    inner join plan_projects on plans.submission_id = plan_projects.submission_id
    left join reports
        on
            plans.unit_code = reports.town_code
            and plan_projects.project_id = reports.project_id
)

select * from final
