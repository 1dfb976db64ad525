with sources as (
    select
        quarter,
        basis,
        town_code,
        sum(paid) as paid
    from {{ ref('funding_quarter') }}
    group by quarter, basis, town_code
),

projects as (
    select
        quarter,
        basis,
        town_code,
        sum(paid) as paid
    from {{ ref('fct_project_quarter') }}
    where counts
    group by quarter, basis, town_code
)

select
    sources.*,
    projects.paid as paid_of_projects
from sources
left join projects
    on
        sources.quarter = projects.quarter
        and sources.basis = projects.basis
        and sources.town_code = projects.town_code
where abs(sources.paid - coalesce(projects.paid, 0)) > 1e-6
