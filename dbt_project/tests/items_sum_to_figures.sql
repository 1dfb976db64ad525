-- what a town owed and did not file is 0 of 1 and has no item
with figures as (
    select quarter, basis, town_code as unit_code, metric_code, numerator, denominator
    from {{ ref('scorecard_town_metric') }}
    union all
    select quarter, basis, dept_code as unit_code, metric_code, numerator, denominator
    from {{ ref('scorecard_department_metric') }}
),

sums as (
    select
        quarter,
        basis,
        unit_code,
        metric_code,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ ref('metric_item') }}
    where metric_code not in ('A1', 'A2', 'A3')
    group by quarter, basis, unit_code, metric_code
)

select
    figures.*,
    sums.numerator as numerator_of_items,
    sums.denominator as denominator_of_items
from figures
left join sums
    on
        figures.quarter = sums.quarter
        and figures.basis = sums.basis
        and figures.unit_code = sums.unit_code
        and figures.metric_code = sums.metric_code
where
    abs(figures.numerator - coalesce(sums.numerator, 0)) > 1e-9 * greatest(1, abs(figures.numerator))
    or abs(figures.denominator - coalesce(sums.denominator, least(figures.denominator, 1)))
    > 1e-9 * greatest(1, abs(figures.denominator))
