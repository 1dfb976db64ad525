with pairs as (
    select * from {{ ref('int_duplicates_paired') }}
),

overdue as (
    select * from {{ ref('int_rectifications_overdue') }}
),

adjustments as (
    select * from {{ ref('int_adjustments_scored') }}
    where adjustment_code = 'A3' and occurrences > 0
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

-- a pair within one town counts once for it, one between two towns once for each
pairs_of_towns as (
    select
        *,
        first_town_code as town_code
    from pairs
    union all
    select
        *,
        second_town_code as town_code
    from pairs
    where first_town_code <> second_town_code
),

final as (
    select
        pairs_of_towns.quarter,
        pairs_of_towns.basis,
        pairs_of_towns.town_code as unit_code,
        'A1' as metric_code,
        pairs_of_towns.first_project_id || '+' || pairs_of_towns.second_project_id as item_id,
        rules.duplicate_points as numerator
    from pairs_of_towns
    inner join rules on pairs_of_towns.quarter = rules.quarter
    union all
    select
        overdue.quarter,
        overdue.basis,
        overdue.town_code as unit_code,
        'A2' as metric_code,
        overdue.dept_code || '/' || overdue.supervision_id as item_id,
        rules.rectification_points as numerator
    from overdue
    inner join rules on overdue.quarter = rules.quarter
    union all
    select
        quarter,
        basis,
        town_code as unit_code,
        'A3' as metric_code,
        'new_city' as item_id,
        points as numerator
    from adjustments
)

select * from final
