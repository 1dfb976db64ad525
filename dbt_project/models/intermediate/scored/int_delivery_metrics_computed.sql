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
        sum(is_started) as started,
        sum(is_start_due) as starts_due,
        {{ exact_sum('finish_value') }} as finish_values,
        sum(is_finish_due) as finishes_due,
        {{ exact_sum('weighted_progress') }} as weighted_progress,
        {{ exact_sum('weighted_plan') }} as weighted_plan
    from projects
    group by quarter, basis, town_code
),

sides as (
    select
        quarter,
        basis,
        town_code,
        'D1' as metric_code,
        started as numerator,
        starts_due as denominator
    from sums
    union all
    select
        quarter,
        basis,
        town_code,
        'D2' as metric_code,
        finish_values as numerator,
        finishes_due as denominator
    from sums
    union all
    select
        quarter,
        basis,
        town_code,
        'D3' as metric_code,
        weighted_progress as numerator,
        weighted_plan as denominator
    from sums
),

metrics as (
    select delivery.metric_code from (values ('D1'), ('D2'), ('D3')) as delivery (metric_code)
),

-- a town without a plan owed one: 0 of 1; one whose projects are all cancelled has nothing to be judged by
final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        metrics.metric_code,
        coalesce(sides.numerator, 0) as numerator,
        case when towns.has_plan then coalesce(sides.denominator, 0) else 1 end as denominator,
        case when towns.has_plan then sides.numerator / nullif(cast(sides.denominator as double), 0) else 0 end as ratio
    from towns
    cross join metrics
    left join sides
        on
            towns.quarter = sides.quarter
            and towns.basis = sides.basis
            and towns.town_code = sides.town_code
            and metrics.metric_code = sides.metric_code
)

select * from final
