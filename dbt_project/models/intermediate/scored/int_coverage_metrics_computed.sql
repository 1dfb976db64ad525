with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

covered as (
    select * from {{ ref('int_towns_covered') }}
),

demands as (
    select * from {{ ref('int_demands_answered') }}
    where service_class = '品质提升' and priority in ('高', '中')
),

basic as (
    select
        quarter,
        basis,
        town_code,
        {{ exact_sum('case when ratio is not null then least(1.0, ratio / target) end') }} as numerator,
        count(ratio) as denominator
    from covered
    group by quarter, basis, town_code
),

answered as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        {{ exact_sum('demands.answer') }} as numerator,
        -- a town without a blueprint owed one: 0 of 1
        case when towns.has_blueprint then count(demands.demand_id) else 1 end as denominator
    from towns
    left join demands
        on
            towns.quarter = demands.quarter
            and towns.basis = demands.basis
            and towns.town_code = demands.town_code
    group by towns.quarter, towns.basis, towns.town_code, towns.has_blueprint
),

final as (
    select
        quarter,
        basis,
        town_code,
        'C1' as metric_code,
        numerator,
        denominator,
        numerator / nullif(cast(denominator as double), 0) as ratio
    from basic
    union all
    select
        quarter,
        basis,
        town_code,
        'C2' as metric_code,
        numerator,
        denominator,
        numerator / nullif(cast(denominator as double), 0) as ratio
    from answered
)

select * from final
