with moments as (
    select * from {{ ref('int_moments_set') }}
),

plan_projects as (
    select * from {{ ref('int_plan_projects_in_force') }}
    where
        works = '新建'
        and facility_type is not null
        and lon is not null
        and lat is not null
),

assessed as (
    select * from {{ ref('int_projects_assessed') }}
),

latest_reports as (
    select * from {{ ref('int_progress_last_ever_reported') }}
),

-- a project of the year's own plan counts or not as on the card; one that only an adjacent year plans counts or not by
-- its latest report of all
final as (
    select
        plan_projects.quarter,
        plan_projects.basis,
        plan_projects.plan_year,
        plan_projects.town_code,
        plan_projects.project_id,
        plan_projects.facility_type,
        plan_projects.lon,
        plan_projects.lat,
        plan_projects.submission_id,
        plan_projects.sheet,
        plan_projects.row_number,
        plan_projects.plan_year = moments.year as is_of_year
    from plan_projects
    inner join moments
        on
            plan_projects.quarter = moments.quarter
            and plan_projects.basis = moments.basis
            and plan_projects.plan_year between moments.year - 1 and moments.year + 1
    left join assessed
        on
            plan_projects.quarter = assessed.quarter
            and plan_projects.basis = assessed.basis
            and plan_projects.project_id = assessed.project_id
    left join latest_reports
        on
            plan_projects.quarter = latest_reports.quarter
            and plan_projects.basis = latest_reports.basis
            and plan_projects.town_code = latest_reports.town_code
            and plan_projects.project_id = latest_reports.project_id
    where coalesce(assessed.counts, latest_reports.status <> '取消', true)
)

select * from final
