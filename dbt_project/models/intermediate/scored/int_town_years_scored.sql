with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

totals as (
    select * from {{ ref('int_towns_totalled') }}
),

metrics as (
    select * from {{ ref('int_town_metrics_scored') }}
),

projects as (
    select * from {{ ref('int_projects_counted') }}
),

ratings as (
    select * from {{ ref('int_satisfactions_in_force') }}
),

years as (
    select * from towns
    where quarter_of_year = 4
),

means as (
    select
        towns.year,
        towns.basis,
        towns.town_code,
        {{ exact_sum('totals.total') }} / count(totals.total) as mean_total
    from towns
    inner join totals
        on
            towns.quarter = totals.quarter
            and towns.basis = totals.basis
            and towns.town_code = totals.town_code
    group by towns.year, towns.basis, towns.town_code
),

-- of the projects planned to finish in the year: its last quarter ends with it
completions as (
    select
        years.quarter,
        years.basis,
        years.town_code,
        {{ exact_sum('projects.finish_value') }} / count(*) as completion
    from years
    inner join projects
        on
            years.quarter = projects.quarter
            and years.basis = projects.basis
            and years.town_code = projects.town_code
            and extract(year from projects.planned_finish) = years.year
    group by years.quarter, years.basis, years.town_code
),

-- at the end of the fourth quarter these are the ratings of the whole year
satisfactions as (
    select
        quarter,
        basis,
        town_code,
        sum(good) / cast(nullif(sum(good) + sum(bad), 0) as double) as satisfaction
    from ratings
    group by quarter, basis, town_code
),

final as (
    select
        years.quarter,
        years.year,
        years.basis,
        years.town_code,
        means.mean_total,
        -- without a plan it is 0, not N/A
        case when years.has_plan then completions.completion else 0 end as completion,
        metrics.ratio as coverage,
        satisfactions.satisfaction
    from years
    inner join means
        on
            years.year = means.year
            and years.basis = means.basis
            and years.town_code = means.town_code
    left join completions
        on
            years.quarter = completions.quarter
            and years.basis = completions.basis
            and years.town_code = completions.town_code
    left join metrics
        on
            years.quarter = metrics.quarter
            and years.basis = metrics.basis
            and years.town_code = metrics.town_code
            and metrics.metric_code = 'C1'
    left join satisfactions
        on
            years.quarter = satisfactions.quarter
            and years.basis = satisfactions.basis
            and years.town_code = satisfactions.town_code
)

select * from final
