with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

projects as (
    select * from {{ ref('int_projects_scored') }}
    where counts
),

sums as (
    select
        quarter,
        basis,
        town_code,
        {{ exact_sum('ytd_investment') }} as invested,
        {{ exact_sum('year_investment') }} as planned,
        sum(agrees) as agreeing,
        sum(is_compared) as compared
    from projects
    group by quarter, basis, town_code
),

sides as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        towns.has_plan,
        coalesce(sums.invested, 0) as invested,
        -- the part of the year's plan that is due by the end of its n-th of four quarters
        case when towns.has_plan then coalesce(sums.planned, 0) * towns.quarter_of_year / 4.0 else 1 end as due,
        coalesce(sums.agreeing, 0) as agreeing,
        coalesce(sums.compared, 0) as compared
    from towns
    left join sums
        on
            towns.quarter = sums.quarter
            and towns.basis = sums.basis
            and towns.town_code = sums.town_code
),

final as (
    select
        quarter,
        basis,
        town_code,
        'F1' as metric_code,
        invested as numerator,
        due as denominator,
        case when due > 0 then least(1.0, invested / due) end as ratio
    from sides
    union all
    select
        quarter,
        basis,
        town_code,
        'F2' as metric_code,
        agreeing as numerator,
        compared as denominator,
        agreeing / nullif(cast(compared as double), 0) as ratio
    from sides
)

select * from final
