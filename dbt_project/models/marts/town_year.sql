with years as (
    select * from {{ ref('int_town_years_scored') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

bands as (
    select * from {{ ref('int_bands_in_force') }}
),

-- a part that is N/A leaves both sides; if all are, there is no result
results as (
    select
        years.*,
        100 * (
            coalesce(rules.year_completion_weight * years.completion, 0)
            + coalesce(rules.year_coverage_weight * years.coverage, 0)
            + coalesce(rules.year_satisfaction_weight * years.satisfaction, 0)
        ) / nullif(
            case when years.completion is null then 0 else rules.year_completion_weight end
            + case when years.coverage is null then 0 else rules.year_coverage_weight end
            + case when years.satisfaction is null then 0 else rules.year_satisfaction_weight end,
            0
        ) as result
    from years
    inner join rules on years.quarter = rules.quarter
),

totals as (
    select
        results.*,
        {{ total_of('coalesce(
            rules.year_mean_share * results.mean_total + rules.year_result_share * results.result,
            results.mean_total
        )') }} as total
    from results
    inner join rules on results.quarter = rules.quarter
),

final as (
    select
        totals.year,
        totals.basis,
        totals.town_code,
        totals.mean_total,
        totals.completion,
        totals.coverage,
        totals.satisfaction,
        totals.result,
        totals.total,
        cast(rank() over (partition by totals.year, totals.basis order by totals.total desc) as integer) as rank,
        bands.band
    from totals
    inner join bands
        on
            totals.quarter = bands.quarter
            and totals.total >= bands.at_least
            and (bands.below is null or totals.total < bands.below)
)

select * from final
