with projects as (
    select * from {{ ref('int_projects_assessed') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

likely as (
    select
        quarter,
        basis,
        project_id,
        max(case when field = 'progress_pct' then likely_value end) as progress_pct,
        max(case when table_name = 'plan_projects' then likely_value end) as planned_pct,
        max(case when field = 'ytd_investment' then likely_value end) as ytd_investment
    from {{ ref('int_suspect_cells_found') }}
    where is_computed_from and likely_value is not null
    group by quarter, basis, project_id
),

corrected as (
    select
        projects.quarter,
        projects.basis,
        projects.town_code,
        projects.project_id,
        projects.total_investment,
        projects.paid,
        coalesce(likely.progress_pct, projects.progress_pct) as progress_pct,
        coalesce(likely.planned_pct, projects.planned_pct) as planned_pct,
        coalesce(likely.ytd_investment, projects.ytd_investment) as ytd_investment
    from projects
    inner join likely
        on
            projects.quarter = likely.quarter
            and projects.basis = likely.basis
            and projects.project_id = likely.project_id
),

final as (
    select
        corrected.quarter,
        corrected.basis,
        corrected.town_code,
        corrected.project_id,
        corrected.ytd_investment,
        corrected.total_investment * least(corrected.progress_pct, corrected.planned_pct) as weighted_progress,
        corrected.total_investment * corrected.planned_pct as weighted_plan,
        {{ investment_compared('corrected.ytd_investment', 'corrected.paid') }} as is_compared,
        {{ investment_agrees('corrected.ytd_investment', 'corrected.paid') }} as agrees
    from corrected
    inner join rules on corrected.quarter = rules.quarter
)

select * from final
