with metrics as (
    select quarter, basis, town_code as unit_code, points, earned from {{ ref('scorecard_town_metric') }}
    where ratio is not null
    union all
    select quarter, basis, dept_code as unit_code, points, earned from {{ ref('scorecard_department_metric') }}
    where ratio is not null
),

cards as (
    select quarter, basis, town_code as unit_code, total, adjustment from {{ ref('scorecard_town') }}
    union all
    select quarter, basis, dept_code as unit_code, total, 0 as adjustment from {{ ref('scorecard_department') }}
),

fractions as (
    select
        quarter,
        basis,
        unit_code,
        100 * sum(earned) / sum(points) as score
    from metrics
    group by quarter, basis, unit_code
)

select
    cards.*,
    fractions.score
from cards
left join fractions
    on
        cards.quarter = fractions.quarter
        and cards.basis = fractions.basis
        and cards.unit_code = fractions.unit_code
where
    fractions.score is null
    or abs(greatest(0, least(100, fractions.score + cards.adjustment)) - cards.total) > 0.005 + 1e-6
