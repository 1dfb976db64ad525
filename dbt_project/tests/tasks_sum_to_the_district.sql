-- every counting project has one task, and the district has them all
with tasks as (
    select
        quarter,
        basis,
        sum(projects) as projects,
        sum(finished) as finished,
        sum(ytd_investment) as ytd_investment
    from {{ ref('task_quarter') }}
    group by quarter, basis
),

projects as (
    select
        quarter,
        basis,
        sum(ytd_investment) as ytd_investment
    from {{ ref('fct_project_quarter') }}
    where counts
    group by quarter, basis
)

select
    district.quarter,
    district.basis,
    district.projects,
    tasks.projects as projects_of_tasks,
    projects.ytd_investment,
    tasks.ytd_investment as ytd_investment_of_tasks
from {{ ref('district_quarter') }} as district
left join tasks
    on
        district.quarter = tasks.quarter
        and district.basis = tasks.basis
left join projects
    on
        district.quarter = projects.quarter
        and district.basis = projects.basis
where
    district.scope = 'district'
    and (
        tasks.projects is null
        or district.projects <> tasks.projects
        or district.finished <> tasks.finished
        or abs(coalesce(projects.ytd_investment, 0) - tasks.ytd_investment) > 1e-6
    )
