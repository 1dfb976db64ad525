with plans as (
    select * from {{ ref('int_plans_in_force') }}
),

plan_projects as (
    {{ accepted_rows('plan_projects') }}
),

final as (
    select
        plans.quarter,
        plans.basis,
        plans.town_code,
        plans.plan_year,
        plans.submission_id,
        plan_projects.sheet,
        plan_projects.row_number,
        plan_projects.project_id,
        plan_projects.project_name,
        cast(plan_projects.task_no as integer) as task_no,
        plan_projects.facility_type,
        plan_projects.works,
        plan_projects.implementing_body,
        plan_projects.dept as dept_code,
        plan_projects.planned_start,
        plan_projects.planned_finish,
        plan_projects.total_investment,
        plan_projects.year_investment,
        plan_projects.fund_city,
        plan_projects.fund_district,
        plan_projects.fund_town,
        plan_projects.fund_social,
        plan_projects.demand_ids,
        plan_projects.community_code,
        plan_projects.lon,
        plan_projects.lat,
        plan_projects.planned_q1,
        plan_projects.planned_q2,
        plan_projects.planned_q3,
        plan_projects.planned_q4
    from plans
    inner join plan_projects on plans.submission_id = plan_projects.submission_id
)

select * from final
