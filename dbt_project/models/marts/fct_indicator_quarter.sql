with towns as (
    select * from {{ ref('int_indicators_measured') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

targets as (
    select * from {{ ref('int_targets_unpivoted') }}
),

sides as (
    select
        quarter,
        basis,
        year,
        indicator_code,
        town_code,
        numerator,
        denominator
    from towns
    union all
    select
        quarter,
        basis,
        year,
        indicator_code,
        'district' as town_code,
        {{ exact_sum('numerator') }} as numerator,
        {{ exact_sum('denominator') }} as denominator
    from towns
    group by quarter, basis, year, indicator_code
),

valued as (
    select
        sides.quarter,
        sides.basis,
        sides.indicator_code,
        sides.town_code,
        sides.numerator,
        sides.denominator,
        indicators.per * sides.numerator / nullif(sides.denominator, 0) as value,
        targets.target,
        indicators.direction
    from sides
    inner join indicators on sides.indicator_code = indicators.indicator_code
    left join targets
        on
            sides.indicator_code = targets.indicator_code
            and sides.year = targets.year
),

final as (
    select
        quarter,
        basis,
        indicator_code,
        town_code,
        numerator,
        denominator,
        value,
        target,
        case
            when value is null or target is null then null
            when direction = 'up' then least(1.0, value / target)
            when value = 0 then 1.0
            else least(1.0, target / value)
        end as attainment
    from valued
)

select * from final
