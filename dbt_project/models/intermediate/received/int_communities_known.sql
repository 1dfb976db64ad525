with submissions as (
    select
        *,
        period = max(period) over (partition by unit_code) as is_latest
    from {{ ref('int_submissions_known') }}
    where form = 'community_ledger'
),

communities as (
    {{ accepted_rows('community_ledger') }}
),

listed as (
    select
        communities.*,
        submissions.period as month,
        submissions.is_latest as is_listed
    from submissions
    inner join communities on submissions.submission_id = communities.submission_id
),

final as (
    {{ last_within('listed', within='community_code', order_by='month desc, is_listed desc') }}
)

select
    community_code,
    month,
    is_listed,
    community_name,
    town as town_code,
    kind,
    area_kind,
    circle_code,
    new_city,
    lon,
    lat,
    population,
    elderly,
    children
from final
