with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

types as (
    select * from {{ ref('facility_types') }}
),

-- a type's own radii hold until a dated row replaces them
radii as (
    select
        facility_type,
        cast(null as date) as valid_from,
        radius_m,
        rural_radius_m
    from types
    union all
    select
        facility_type,
        valid_from,
        radius_m,
        rural_radius_m
    from {{ ref('facility_radii') }}
),

valid as (
    select
        quarters.quarter,
        radii.*
    from quarters
    inner join radii on radii.valid_from is null or quarters.ends_on >= radii.valid_from
),

final as (
    {{ last_within('valid', within='quarter, facility_type', order_by='valid_from desc nulls last') }}
)

select
    final.quarter,
    final.facility_type,
    types.service_class,
    final.radius_m,
    final.rural_radius_m
from final
inner join types on final.facility_type = types.facility_type
