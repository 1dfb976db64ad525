with covered as (
    select * from {{ ref('int_scopes_covered') }}
),

corrected as (
    select * from {{ ref('int_scopes_corrected') }}
),

projects as (
    select * from {{ ref('int_projects_counted') }}
),

coverages as (
    select
        quarter,
        basis,
        scope,
        {{ exact_sum('case when ratio is not null then least(1.0, ratio / target) end') }}
        / nullif(cast(count(ratio) as double), 0) as coverage,
        {{ exact_sum('ratio') }} / nullif(cast(count(ratio) as double), 0) as mean_coverage,
        cast(max(population) as bigint) as population
    from covered
    group by quarter, basis, scope
),

sums as (
    select
        coverages.quarter,
        coverages.basis,
        coverages.scope,
        count(projects.project_id) as projects,
        count(case when projects.is_finished then 1 end) as finished,
        {{ exact_sum('projects.weighted_progress') }} as weighted_progress,
        {{ exact_sum('projects.weighted_plan') }} as weighted_plan,
        {{ exact_sum('projects.ytd_investment') }} as ytd_investment,
        {{ exact_sum('projects.year_investment') }} as year_investment,
        {{ exact_sum('projects.investment_due') }} as investment_due
    from coverages
    left join projects
        on
            coverages.quarter = projects.quarter
            and coverages.basis = projects.basis
            and (coverages.scope = 'district' or projects.is_new_city)
    group by coverages.quarter, coverages.basis, coverages.scope
),

final as (
    select
        coverages.quarter,
        coverages.basis,
        coverages.scope,
        coverages.coverage,
        sums.weighted_progress / nullif(sums.weighted_plan, 0) as progress_index,
        case
            when sums.investment_due > 0 then least(1.0, sums.ytd_investment / sums.investment_due)
        end as investment_ratio,
        sums.projects,
        sums.finished,
        coverages.population,
        coverages.mean_coverage,
        sums.ytd_investment,
        sums.year_investment,
        corrected.progress_index as progress_index_if_corrected,
        corrected.ytd_investment as ytd_investment_if_corrected
    from coverages
    inner join sums
        on
            coverages.quarter = sums.quarter
            and coverages.basis = sums.basis
            and coverages.scope = sums.scope
    left join corrected
        on
            coverages.quarter = corrected.quarter
            and coverages.basis = corrected.basis
            and coverages.scope = corrected.scope
)

select * from final
