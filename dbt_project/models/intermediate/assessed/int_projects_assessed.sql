with moments as (
    select * from {{ ref('int_moments_set') }}
),

plan_projects as (
    select * from {{ ref('int_plan_projects_in_force') }}
),

latest_reports as (
    select * from {{ ref('int_progress_last_reported') }}
),

paid as (
    select
        quarter,
        basis,
        project_id,
        {{ exact_sum('amount_wan') }} as paid
    from {{ ref('int_payments_in_force') }}
    group by quarter, basis, project_id
),

final as (
    select
        plan_projects.*,
        moments.ends_on as quarter_ends_on,
        moments.quarter_of_year,
        case moments.quarter_of_year
            when 1 then plan_projects.planned_q1
            when 2 then plan_projects.planned_q2
            when 3 then plan_projects.planned_q3
            else plan_projects.planned_q4
        end as planned_pct,
        coalesce(latest_reports.status, '未启动') as status,
        coalesce(latest_reports.progress_pct, 0) as progress_pct,
        latest_reports.actual_start,
        latest_reports.actual_finish,
        coalesce(latest_reports.ytd_investment, 0) as ytd_investment,
        coalesce(paid.paid, 0) as paid,
        coalesce(latest_reports.status, '未启动') <> '取消' as counts
    from plan_projects
    inner join moments
        on
            plan_projects.quarter = moments.quarter
            and plan_projects.basis = moments.basis
            and plan_projects.plan_year = moments.year
    left join latest_reports
        on
            plan_projects.quarter = latest_reports.quarter
            and plan_projects.basis = latest_reports.basis
            and plan_projects.town_code = latest_reports.town_code
            and plan_projects.project_id = latest_reports.project_id
    left join paid
        on
            plan_projects.quarter = paid.quarter
            and plan_projects.basis = paid.basis
            and plan_projects.project_id = paid.project_id
)

select * from final
