with reports as (
    select * from {{ ref('int_progress_reported') }}
    where is_of_year
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
    status,
    progress_pct,
    actual_start,
    actual_finish,
    ytd_investment
from final
