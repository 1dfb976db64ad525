with projects as (
    select * from {{ ref('int_projects_assessed') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

final as (
    select
        projects.quarter,
        projects.basis,
        projects.town_code,
        projects.dept_code,
        projects.task_no,
        projects.project_id,
        projects.project_name,
        projects.counts,
        projects.submission_id,
        projects.row_number,
        projects.ytd_investment,
        projects.year_investment,
        projects.paid,
        -- the part of the year's plan that is due by the end of its n-th of four quarters
        projects.year_investment * projects.quarter_of_year / 4.0 as investment_due,
        case
            when
                projects.implementing_body is not null
                and projects.planned_start is not null
                and projects.planned_finish is not null
                and greatest(
                    coalesce(projects.fund_city, 0),
                    coalesce(projects.fund_district, 0),
                    coalesce(projects.fund_town, 0),
                    coalesce(projects.fund_social, 0)
                ) > 0
                then 1
            else 0
        end as is_complete,
        case when projects.planned_start <= projects.quarter_ends_on then 1 else 0 end as is_start_due,
        case
            when
                projects.planned_start <= projects.quarter_ends_on
                and projects.actual_start <= projects.quarter_ends_on
                then 1
            else 0
        end as is_started,
        case when projects.planned_finish <= projects.quarter_ends_on then 1 else 0 end as is_finish_due,
        case
            when projects.planned_finish > projects.quarter_ends_on or projects.planned_finish is null then 0
            when projects.actual_finish <= projects.planned_finish then rules.finish_value_on_time
            when projects.actual_finish <= projects.quarter_ends_on then rules.finish_value_late
            else 0
        end as finish_value,
        projects.total_investment * least(projects.progress_pct, projects.planned_pct) as weighted_progress,
        projects.total_investment * projects.planned_pct as weighted_plan,
        {{ investment_compared('projects.ytd_investment', 'projects.paid') }} as is_compared,
        {{ investment_agrees('projects.ytd_investment', 'projects.paid') }} as agrees
    from projects
    inner join rules on projects.quarter = rules.quarter
)

select * from final
