-- a submission as a whole has no row number, and null equals null
select
    quarter,
    basis,
    unit_code,
    metric_code,
    submission_id,
    table_name,
    row_number,
    count(*) as times
from {{ ref('evidence') }}
group by quarter, basis, unit_code, metric_code, submission_id, table_name, row_number
having count(*) > 1
