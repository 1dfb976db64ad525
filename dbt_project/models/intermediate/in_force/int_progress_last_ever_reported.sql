with reports as (
    select * from {{ ref('int_progress_reported') }}
),

final as (
    {{ last_within('reports', within='quarter, basis, town_code, project_id', order_by='month desc') }}
)

select
    quarter,
    basis,
    town_code,
    project_id,
    month,
    submission_id,
    row_number,
    status
from final
