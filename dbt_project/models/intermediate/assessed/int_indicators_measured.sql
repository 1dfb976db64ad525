with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

chosen as (
    select * from {{ ref('int_indicators_chosen') }}
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
