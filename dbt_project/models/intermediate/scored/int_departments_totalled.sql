with metrics as (
    select * from {{ ref('int_department_metrics_scored') }}
),

-- an N/A metric has no ratio, and its points leave both sides
fractions as (
    select
        quarter,
        basis,
        dept_code,
        {{ exact_sum('points') }} as applicable_points,
        100 * {{ exact_sum('earned') }} / {{ exact_sum('points') }} as score
    from metrics
    where ratio is not null
    group by quarter, basis, dept_code
),

final as (
    select
        quarter,
        basis,
        dept_code,
        applicable_points,
        {{ total_of('greatest(0.0, least(100.0, score))') }} as total
    from fractions
)

select * from final
