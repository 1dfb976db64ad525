with metrics as (
    select * from {{ ref('int_town_metrics_scored') }}
),

projects as (
    select * from {{ ref('int_projects_scored') }}
    where counts
),

corrected as (
    select * from {{ ref('int_projects_corrected') }}
),

doubtful as (
    select distinct
        quarter,
        basis,
        unit_code as town_code
    from {{ ref('int_suspect_values_listed') }}
    where likely_value is not null and metric_code in ('D3', 'F1', 'F2')
),

sums as (
    select
        projects.quarter,
        projects.basis,
        projects.town_code,
        {{ exact_sum('coalesce(corrected.weighted_progress, projects.weighted_progress)') }} as weighted_progress,
        {{ exact_sum('coalesce(corrected.weighted_plan, projects.weighted_plan)') }} as weighted_plan,
        {{ exact_sum('coalesce(corrected.ytd_investment, projects.ytd_investment)') }} as invested,
        {{ exact_sum('projects.investment_due') }} as due,
        sum(coalesce(corrected.agrees, projects.agrees)) as agreeing,
        sum(coalesce(corrected.is_compared, projects.is_compared)) as compared
    from projects
    left join corrected
        on
            projects.quarter = corrected.quarter
            and projects.basis = corrected.basis
            and projects.project_id = corrected.project_id
    group by projects.quarter, projects.basis, projects.town_code
),

-- a town with a doubtful cell has a plan with projects that count, so none of the three is owed
ratios as (
    select
        metrics.quarter,
        metrics.basis,
        metrics.town_code,
        metrics.metric_code,
        metrics.section,
        metrics.points,
        case metrics.metric_code
            when 'D3' then sums.weighted_progress / nullif(sums.weighted_plan, 0)
            when 'F1' then case when sums.due > 0 then least(1.0, sums.invested / sums.due) end
            when 'F2' then sums.agreeing / nullif(cast(sums.compared as double), 0)
            else metrics.ratio
        end as ratio
    from metrics
    inner join doubtful
        on
            metrics.quarter = doubtful.quarter
            and metrics.basis = doubtful.basis
            and metrics.town_code = doubtful.town_code
    inner join sums
        on
            metrics.quarter = sums.quarter
            and metrics.basis = sums.basis
            and metrics.town_code = sums.town_code
),

final as (
    select
        *,
        points * ratio as earned
    from ratios
)

select * from final
