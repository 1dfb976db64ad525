with submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where form = 'annual_plan' and outcome = 'accepted'
),

in_force as (
    select * from {{ ref('int_submissions_known') }}
),

plan_projects as (
    {{ accepted_rows('plan_projects') }}
),

-- replaced plans count too: payments and earlier quarters may name what is in no plan any more
planned as (
    select
        plan_projects.*,
        submissions.unit_code as town_code,
        cast(submissions.period as integer) as plan_year,
        submissions.received_at,
        submissions.file_name,
        submissions.sha256,
        in_force.submission_id is not null as is_in_force
    from submissions
    inner join plan_projects on submissions.submission_id = plan_projects.submission_id
    left join in_force on submissions.submission_id = in_force.submission_id
),

final as (
    {{ last_within(
        'planned',
        within='project_id',
        order_by='is_in_force desc, plan_year desc, received_at desc, file_name desc, sha256 desc'
    ) }}
)

select
    project_id,
    town_code,
    plan_year,
    is_in_force,
    project_name,
    cast(task_no as integer) as task_no,
    facility_type,
    works,
    implementing_body,
    dept as dept_code,
    planned_start,
    planned_finish,
    total_investment,
    year_investment,
    fund_city,
    fund_district,
    fund_town,
    fund_social,
    budget_no,
    demand_ids,
    community_code,
    lon,
    lat,
    planned_q1,
    planned_q2,
    planned_q3,
    planned_q4
from final
