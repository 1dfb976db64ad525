-- no more is taken off than the least points of each kind
with sums as (
    select
        items.quarter,
        items.basis,
        items.unit_code,
        greatest(
            sum(case when items.metric_code = 'A1' then items.numerator else 0 end),
            max(rules.duplicate_points_least)
        )
        + greatest(
            sum(case when items.metric_code = 'A2' then items.numerator else 0 end),
            max(rules.rectification_points_least)
        )
        + sum(case when items.metric_code = 'A3' then items.numerator else 0 end) as adjustment
    from {{ ref('metric_item') }} as items
    inner join {{ ref('int_rules_pivoted') }} as rules on items.quarter = rules.quarter
    where items.metric_code in ('A1', 'A2', 'A3')
    group by items.quarter, items.basis, items.unit_code
)

select
    cards.quarter,
    cards.basis,
    cards.town_code,
    cards.adjustment,
    sums.adjustment as adjustment_of_items
from {{ ref('scorecard_town') }} as cards
left join sums
    on
        cards.quarter = sums.quarter
        and cards.basis = sums.basis
        and cards.town_code = sums.unit_code
where abs(cards.adjustment - coalesce(sums.adjustment, 0)) > 1e-9
