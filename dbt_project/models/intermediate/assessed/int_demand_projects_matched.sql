with moments as (
    select * from {{ ref('int_moments_set') }}
),

plan_projects as (
    select * from {{ ref('int_plan_projects_in_force') }}
    where demand_ids is not null
),

latest_reports as (
    select * from {{ ref('int_progress_last_ever_reported') }}
),

promises as (
    select
        plan_projects.quarter,
        plan_projects.basis,
        plan_projects.plan_year,
        plan_projects.town_code,
        plan_projects.project_id,
        plan_projects.submission_id,
        plan_projects.row_number,
        {{ each_entry('plan_projects.demand_ids') }} as demand_id
    from plan_projects
),

final as (
    select
        promises.quarter,
        promises.basis,
        promises.town_code,
        trim(promises.demand_id) as demand_id,
        promises.plan_year,
        promises.project_id,
        promises.submission_id,
        promises.row_number,
        latest_reports.status,
        latest_reports.submission_id as report_submission_id,
        latest_reports.row_number as report_row_number
    from promises
    inner join moments
        on
            promises.quarter = moments.quarter
            and promises.basis = moments.basis
            and promises.plan_year <= moments.year
    left join latest_reports
        on
            promises.quarter = latest_reports.quarter
            and promises.basis = latest_reports.basis
            and promises.town_code = latest_reports.town_code
            and promises.project_id = latest_reports.project_id
)

select * from final
