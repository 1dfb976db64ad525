with figures as (
    select * from {{ ref('fct_indicator_quarter') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

changed as (
    select
        *,
        lag(value) over (partition by basis, indicator_code, town_code order by quarter) as previous_value,
        value - lag(value) over (partition by basis, indicator_code, town_code order by quarter) as change
    from figures
),

paced as (
    select
        changed.*,
        lag(changed.change) over (
            partition by changed.basis, changed.indicator_code, changed.town_code
            order by changed.quarter
        ) as change_before,
        4 - quarters.quarter_of_year as quarters_left
    from changed
    inner join {{ ref('int_quarters_listed') }} as quarters on changed.quarter = quarters.quarter
),

judged as (
    select
        paced.quarter,
        paced.basis,
        paced.indicator_code,
        paced.town_code,
        paced.previous_value,
        paced.change,
        indicators.aggregation,
        indicators.per,
        -- better is positive, whichever way the indicator is to move
        {{ compared("case when indicators.direction = 'down' then -paced.change else paced.change end") }} as gain,
        {{ compared('rules.trend_target_share * paced.target') }} as least_gain,
        -- of a quarter without a change before it, the one change is the pace
        paced.value
        + (paced.change + coalesce(paced.change_before, paced.change)) / 2.0 * paced.quarters_left as at_pace
    from paced
    inner join indicators on paced.indicator_code = indicators.indicator_code
    inner join rules on paced.quarter = rules.quarter
),

final as (
    select
        quarter,
        basis,
        indicator_code,
        town_code,
        previous_value,
        change,
        case
            when change is null then null
            when gain > least_gain then '好转'
            when -gain > least_gain then '退步'
            else '持平'
        end as trend,
        case
            when aggregation = 'sum' or at_pace is null then null
            when per = 1 then greatest(0.0, least(1.0, at_pace))
            else at_pace
        end as year_end_at_pace
    from judged
)

select * from final
