with metrics as (
    select * from {{ ref('int_town_metrics_corrected') }}
),

totals as (
    select * from {{ ref('int_towns_totalled') }}
),

scores as (
    {{ town_scores('metrics') }}
),

final as (
    select
        scores.quarter,
        scores.basis,
        scores.town_code,
        {{ town_total('scores.score', 'totals.adjustment') }} as total,
        scores.lowest_section
    from scores
    inner join totals
        on
            scores.quarter = totals.quarter
            and scores.basis = totals.basis
            and scores.town_code = totals.town_code
)

select * from final
