with figures as (
    select quarter, basis, town_code as unit_code, metric_code, ratio, points, earned
    from {{ ref('scorecard_town_metric') }}
    union all
    select quarter, basis, dept_code as unit_code, metric_code, ratio, points, earned
    from {{ ref('scorecard_department_metric') }}
)

select *
from figures
where
    (ratio is null) <> (earned is null)
    or ratio not between 0 and 1
    or abs(points * ratio - earned) > 1e-9
