with district as (
    select * from {{ ref('district') }}
),

cycle as (
    select * from {{ ref('cycle') }}
),

bounds as (
    select * from {{ ref('bounds') }}
),

final as (
    select
        district.district_name,
        cycle.first_month,
        cycle.first_quarter,
        cycle.last_quarter,
        bounds.lon_min,
        bounds.lon_max,
        bounds.lat_min,
        bounds.lat_max
    from district
    cross join cycle
    cross join bounds
)

select * from final
