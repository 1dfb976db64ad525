with totals as (
    select * from {{ ref('int_towns_totalled') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

bands as (
    select * from {{ ref('int_bands_in_force') }}
),

final as (
    select
        totals.quarter,
        totals.basis,
        totals.town_code,
        totals.total,
        cast(rank() over (partition by totals.quarter, totals.basis order by totals.total desc) as integer) as rank,
        cast(
            rank() over (
                partition by totals.quarter, totals.basis, totals.compare_group
                order by totals.total desc
            ) as integer
        ) as group_rank,
        bands.band,
        case
            when
                totals.total >= rules.light_green_total
                and {{ compared('totals.lowest_section') }} >= rules.light_green_section
                then 'green'
            when totals.total >= rules.light_yellow_total then 'yellow'
            else 'red'
        end as light,
        totals.planning,
        totals.reporting,
        totals.delivery,
        totals.funding,
        totals.coverage,
        totals.people,
        cast(totals.adjustment as double) as adjustment,
        lag(totals.total) over (partition by totals.basis, totals.town_code order by totals.quarter) as previous_total
    from totals
    inner join rules on totals.quarter = rules.quarter
    inner join bands
        on
            totals.quarter = bands.quarter
            and totals.total >= bands.at_least
            and (bands.below is null or totals.total < bands.below)
)

select * from final
