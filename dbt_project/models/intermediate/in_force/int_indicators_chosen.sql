with indicators as (
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

final as (
    select
        quarter,
        basis,
        indicator_code,
        town_code,
        numerator,
        denominator,
        submission_id,
        row_number
    from last_stocks
    union all
    select
        quarter,
        basis,
        indicator_code,
        town_code,
        numerator,
        denominator,
        submission_id,
        row_number
    from figures
    where aggregation = 'sum'
)

select * from final
