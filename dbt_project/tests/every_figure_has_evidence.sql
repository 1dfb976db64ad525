-- a figure with something in its numerator was made from rows
with figures as (
    select quarter, basis, town_code as unit_code, metric_code, numerator, ratio from {{ ref('scorecard_town_metric') }}
    union all
    select quarter, basis, dept_code as unit_code, metric_code, numerator, ratio from {{ ref('scorecard_department_metric') }}
)

select figures.*
from figures
left join {{ ref('evidence') }} as evidence
    on
        figures.quarter = evidence.quarter
        and figures.basis = evidence.basis
        and figures.unit_code = evidence.unit_code
        and figures.metric_code = evidence.metric_code
where figures.ratio is not null and figures.numerator > 0 and evidence.submission_id is null
