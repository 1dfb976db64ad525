with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

units as (
    select
        town_code as unit_code,
        'town' as unit_kind,
        town_name as unit_name,
        kind,
        compare_group
    from {{ ref('towns') }}
    union all
    select
        dept_code as unit_code,
        'department' as unit_kind,
        dept_name as unit_name,
        role as kind,
        cast(null as string) as compare_group
    from {{ ref('departments') }}
),

dated as (
    select
        quarters.quarter,
        names.unit_code,
        names.name,
        names.kind,
        names.compare_group,
        names.valid_from
    from quarters
    inner join {{ ref('unit_names') }} as names on quarters.ends_on >= names.valid_from
),

in_force as (
    {{ last_within('dated', within='quarter, unit_code', order_by='valid_from desc') }}
),

begins as (
    select distinct unit_code from {{ ref('unit_names') }}
),

-- a unit whose earliest line lies after the quarter's end is not there yet
final as (
    select
        quarters.quarter,
        units.unit_code,
        units.unit_kind,
        coalesce(in_force.name, units.unit_name) as unit_name,
        coalesce(in_force.kind, units.kind) as kind,
        coalesce(in_force.compare_group, units.compare_group) as compare_group,
        in_force.unit_code is not null or begins.unit_code is null as is_assessed
    from quarters
    cross join units
    left join in_force
        on
            quarters.quarter = in_force.quarter
            and units.unit_code = in_force.unit_code
    left join begins on units.unit_code = begins.unit_code
)

select * from final
