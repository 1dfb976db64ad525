with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

figures as (
    select
        figures.*,
        indicators.aggregation
    from {{ ref('int_indicators_in_force') }} as figures
    inner join indicators on figures.indicator_code = indicators.indicator_code
),

-- of a stock the latest month that has one, of a flow all months
stocks as (
    select * from figures
    where aggregation = 'last' and denominator > 0
),

last_stocks as (
    {{ last_within('stocks', within='quarter, basis, indicator_code, town_code', order_by='month desc') }}
),

chosen as (
    select
        quarter,
        basis,
        indicator_code,
        town_code,
        numerator,
        denominator
    from last_stocks
    union all
    select
        quarter,
        basis,
        indicator_code,
        town_code,
        numerator,
        denominator
    from figures
    where aggregation = 'sum'
),

final as (
    select
        towns.quarter,
        towns.basis,
        towns.year,
        indicators.indicator_code,
        towns.town_code,
        {{ exact_sum('chosen.numerator') }} as numerator,
        {{ exact_sum('chosen.denominator') }} as denominator
    from towns
    cross join indicators
    left join chosen
        on
            towns.quarter = chosen.quarter
            and towns.basis = chosen.basis
            and towns.town_code = chosen.town_code
            and indicators.indicator_code = chosen.indicator_code
    group by towns.quarter, towns.basis, towns.year, indicators.indicator_code, towns.town_code
)

select * from final
