with towns as (
    select * from {{ ref('int_month_towns_listed') }}
),

told as (
    select * from {{ ref('int_month_projects_told') }}
),

plan_projects as (
    {{ accepted_rows('plan_projects') }}
),

planned as (
    select
        towns.month,
        towns.basis,
        towns.town_code,
        towns.starts_on,
        towns.ends_on,
        towns.next_starts_on,
        towns.next_ends_on,
        plan_projects.project_id,
        plan_projects.project_name,
        cast(plan_projects.task_no as integer) as task_no,
        plan_projects.dept as dept_code,
        plan_projects.planned_start,
        plan_projects.planned_finish,
        plan_projects.total_investment,
        told.told_for,
        coalesce(told.status, '未启动') as status,
        told.progress_pct,
        told.actual_start,
        told.actual_finish
    from towns
    inner join plan_projects on towns.plan_id = plan_projects.submission_id
    left join told
        on
            towns.month = told.month
            and towns.basis = told.basis
            and towns.town_code = told.town_code
            and plan_projects.project_id = told.project_id
),

final as (
    select
        *,
        actual_start is null and status not in ('完工', '取消') as is_to_start,
        actual_finish is null and status not in ('完工', '取消') as is_to_finish
    from planned
)

select * from final
