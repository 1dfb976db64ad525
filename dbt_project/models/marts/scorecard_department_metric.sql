with metrics as (
    select * from {{ ref('int_department_metrics_scored') }}
),

final as (
    select
        quarter,
        basis,
        dept_code,
        metric_code,
        numerator,
        denominator,
        ratio,
        points,
        earned
    from metrics
)

select * from final
