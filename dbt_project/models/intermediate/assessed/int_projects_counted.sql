with projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

scored as (
    select * from {{ ref('int_projects_scored') }}
),

new_city as (
    select * from {{ ref('int_communities_in_force') }}
    where new_city
),

final as (
    select
        projects.quarter,
        projects.basis,
        projects.town_code,
        projects.project_id,
        projects.task_no,
        projects.planned_finish,
        -- by their own dates, due or not: D1 and D2 look at the due ones only
        coalesce(projects.actual_start <= projects.quarter_ends_on, false) as is_started,
        coalesce(projects.actual_finish <= projects.quarter_ends_on, false) as is_finished,
        projects.ytd_investment,
        projects.year_investment,
        scored.investment_due,
        scored.finish_value,
        scored.weighted_progress,
        scored.weighted_plan,
        new_city.community_code is not null as is_new_city
    from projects
    inner join scored
        on
            projects.quarter = scored.quarter
            and projects.basis = scored.basis
            and projects.town_code = scored.town_code
            and projects.project_id = scored.project_id
    left join new_city
        on
            projects.quarter = new_city.quarter
            and projects.basis = new_city.basis
            and projects.community_code = new_city.community_code
)

select * from final
