with submissions as (
    select
        *,
        period = max(period) over (partition by unit_code) as is_latest
    from {{ ref('int_submissions_known') }}
    where form = 'facility_ledger'
),

facilities as (
    {{ accepted_rows('facility_ledger') }}
),

listed as (
    select
        facilities.*,
        submissions.unit_code as dept_code,
        submissions.period as month,
        submissions.is_latest as is_listed
    from submissions
    inner join facilities on submissions.submission_id = facilities.submission_id
),

final as (
    {{ last_within('listed', within='dept_code, facility_id', order_by='month desc') }}
)

select
    dept_code,
    facility_id,
    month,
    is_listed,
    facility_name,
    facility_type,
    town as town_code,
    community_code,
    lon,
    lat,
    opened_on,
    status,
    floor_area,
    capacity,
    standardised,
    accessible
from final
