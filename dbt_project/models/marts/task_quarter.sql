with moments as (
    select * from {{ ref('int_moments_set') }}
),

tasks as (
    select * from {{ ref('tasks') }}
),

projects as (
    select * from {{ ref('int_projects_counted') }}
),

corrected as (
    select * from {{ ref('int_scopes_corrected') }}
),

summed as (
    select
        moments.quarter,
        moments.basis,
        tasks.task_no,
        count(projects.project_id) as projects,
        count(case when projects.is_started then 1 end) as started,
        count(case when projects.is_finished then 1 end) as finished,
        {{ exact_sum('projects.weighted_progress') }} / nullif({{ exact_sum('projects.weighted_plan') }}, 0)
            as progress_index,
        {{ exact_sum('projects.ytd_investment') }} as ytd_investment,
        {{ exact_sum('projects.year_investment') }} as year_investment
    from moments
    cross join tasks
    left join projects
        on
            moments.quarter = projects.quarter
            and moments.basis = projects.basis
            and tasks.task_no = projects.task_no
    group by moments.quarter, moments.basis, tasks.task_no
),

final as (
    select
        summed.*,
        corrected.progress_index as progress_index_if_corrected,
        corrected.ytd_investment as ytd_investment_if_corrected
    from summed
    left join corrected
        on
            summed.quarter = corrected.quarter
            and summed.basis = corrected.basis
            and 'task:' || cast(summed.task_no as string) = corrected.scope
)

select * from final
