with totals as (
    select * from {{ ref('int_towns_totalled') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

suspects as (
    select
        quarter,
        basis,
        unit_code,
        count(distinct submission_id || '/' || coalesce(sheet, '') || '/' || cast(row_number as string)) as suspect_rows
    from {{ ref('int_suspect_values_listed') }}
    group by quarter, basis, unit_code
),

corrected as (
    select * from {{ ref('int_towns_corrected') }}
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
        {{ town_light('totals.total', 'totals.lowest_section') }} as light,
        totals.planning,
        totals.reporting,
        totals.delivery,
        totals.funding,
        totals.coverage,
        totals.people,
        cast(totals.adjustment as double) as adjustment,
        lag(totals.total) over (partition by totals.basis, totals.town_code order by totals.quarter) as previous_total,
        cast(coalesce(suspects.suspect_rows, 0) as integer) as suspect_rows,
        corrected.total as total_if_corrected,
        case
            when corrected.total is not null then {{ town_light('corrected.total', 'corrected.lowest_section') }}
        end as light_if_corrected
    from totals
    inner join rules on totals.quarter = rules.quarter
    inner join bands
        on
            totals.quarter = bands.quarter
            and totals.total >= bands.at_least
            and (bands.below is null or totals.total < bands.below)
    left join suspects
        on
            totals.quarter = suspects.quarter
            and totals.basis = suspects.basis
            and totals.town_code = suspects.unit_code
    left join corrected
        on
            totals.quarter = corrected.quarter
            and totals.basis = corrected.basis
            and totals.town_code = corrected.town_code
)

select * from final
