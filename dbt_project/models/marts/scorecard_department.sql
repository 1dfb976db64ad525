with totals as (
    select * from {{ ref('int_departments_totalled') }}
),

bands as (
    select * from {{ ref('int_bands_in_force') }}
),

final as (
    select
        totals.quarter,
        totals.basis,
        totals.dept_code,
        totals.total,
        cast(rank() over (partition by totals.quarter, totals.basis order by totals.total desc) as integer) as rank,
        bands.band
    from totals
    inner join bands
        on
            totals.quarter = bands.quarter
            and totals.total >= bands.at_least
            and (bands.below is null or totals.total < bands.below)
)

select * from final
