with projects as (
    select * from {{ ref('int_projects_assessed') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

gaps as (
    select
        projects.*,
        {{ compared('projects.planned_pct - projects.progress_pct') }} as gap,
        case
            when projects.actual_start is null
                then {{ days_between('projects.planned_start', 'projects.quarter_ends_on') }}
        end as start_overdue_days,
        case
            when projects.actual_finish is null
                then {{ days_between('projects.planned_finish', 'projects.quarter_ends_on') }}
        end as finish_overdue_days
    from projects
),

final as (
    select
        gaps.quarter,
        gaps.basis,
        gaps.town_code,
        gaps.project_id,
        gaps.task_no,
        gaps.dept_code,
        gaps.status,
        gaps.planned_pct,
        gaps.progress_pct,
        gaps.planned_start,
        gaps.planned_finish,
        gaps.actual_start,
        gaps.actual_finish,
        gaps.total_investment,
        gaps.year_investment,
        gaps.ytd_investment,
        gaps.paid,
        gaps.counts,
        case
            when not gaps.counts then null
            when gaps.status = '完工' then 'blue'
            when gaps.gap > rules.project_red_gap then 'red'
            when gaps.start_overdue_days > rules.project_red_start_days then 'red'
            when gaps.gap >= rules.project_yellow_gap then 'yellow'
            -- passed: planned by the quarter's last day
            when gaps.start_overdue_days >= 0 or gaps.finish_overdue_days >= 0 then 'yellow'
            else 'green'
        end as light
    from gaps
    inner join rules on gaps.quarter = rules.quarter
)

select * from final
