with projects as (
    select * from {{ ref('int_projects_counted') }}
),

corrected as (
    select * from {{ ref('int_projects_corrected') }}
),

doubtful as (
    select distinct
        quarter,
        basis,
        unit_code as scope
    from {{ ref('int_suspect_values_listed') }}
    where likely_value is not null and is_computed_from
),

parts as (
    select
        projects.quarter,
        projects.basis,
        projects.task_no,
        projects.is_new_city,
        coalesce(corrected.weighted_progress, projects.weighted_progress) as weighted_progress,
        coalesce(corrected.weighted_plan, projects.weighted_plan) as weighted_plan,
        coalesce(corrected.ytd_investment, projects.ytd_investment) as ytd_investment
    from projects
    left join corrected
        on
            projects.quarter = corrected.quarter
            and projects.basis = corrected.basis
            and projects.project_id = corrected.project_id
),

final as (
    select
        doubtful.quarter,
        doubtful.basis,
        doubtful.scope,
        {{ exact_sum('parts.weighted_progress') }} / nullif({{ exact_sum('parts.weighted_plan') }}, 0)
            as progress_index,
        {{ exact_sum('parts.ytd_investment') }} as ytd_investment
    from doubtful
    inner join parts
        on
            doubtful.quarter = parts.quarter
            and doubtful.basis = parts.basis
            and (
                doubtful.scope = 'district'
                or (doubtful.scope = 'new_city' and parts.is_new_city)
                or doubtful.scope = 'task:' || cast(parts.task_no as string)
            )
    group by doubtful.quarter, doubtful.basis, doubtful.scope
)

select * from final
