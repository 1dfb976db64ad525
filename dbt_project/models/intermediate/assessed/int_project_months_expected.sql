with moments as (
    select * from {{ ref('int_moments_set') }}
),

months as (
    select * from {{ ref('int_months_listed') }}
),

projects as (
    select * from {{ ref('int_projects_assessed') }}
),

reports as (
    select * from {{ ref('int_progress_reported') }}
    where is_of_year
),

planned_then as (
    select
        moments.quarter,
        moments.basis,
        projects.town_code,
        projects.project_id,
        months.month,
        max_by(reports.status, reports.month) filter (where reports.month < months.month) as status_before,
        coalesce(bool_or(reports.month = months.month), false) as is_reported
    from moments
    inner join months on moments.quarter = months.quarter
    inner join projects
        on
            moments.quarter = projects.quarter
            and moments.basis = projects.basis
    left join reports
        on
            projects.quarter = reports.quarter
            and projects.basis = reports.basis
            and projects.town_code = reports.town_code
            and projects.project_id = reports.project_id
    group by moments.quarter, moments.basis, projects.town_code, projects.project_id, months.month
),

final as (
    select
        *,
        coalesce(status_before not in ('完工', '取消'), true) as is_expected
    from planned_then
)

select * from final
