with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

metrics as (
    select * from {{ ref('int_town_metrics_scored') }}
),

scores as (
    {{ town_scores('metrics') }}
),

adjustments as (
    select
        quarter,
        basis,
        town_code,
        {{ exact_sum('points') }} as points
    from {{ ref('int_adjustments_scored') }}
    group by quarter, basis, town_code
),

final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        towns.compare_group,
        {{ town_total('scores.score', 'adjustments.points') }} as total,
        scores.planning,
        scores.reporting,
        scores.delivery,
        scores.funding,
        scores.coverage,
        scores.people,
        scores.lowest_section,
        adjustments.points as adjustment
    from towns
    left join scores
        on
            towns.quarter = scores.quarter
            and towns.basis = scores.basis
            and towns.town_code = scores.town_code
    left join adjustments
        on
            towns.quarter = adjustments.quarter
            and towns.basis = adjustments.basis
            and towns.town_code = adjustments.town_code
)

select * from final
