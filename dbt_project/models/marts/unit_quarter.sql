with quarters as (
    select * from {{ ref('int_quarters_listed') }}
    where is_due
),

units as (
    select * from {{ ref('int_units_in_force') }}
    where is_assessed
),

final as (
    select
        units.quarter,
        units.unit_code,
        units.unit_kind,
        units.unit_name,
        units.kind,
        units.compare_group
    from units
    inner join quarters on units.quarter = quarters.quarter
)

select * from final
