with metrics as (
    select * from {{ ref('int_town_metrics_scored') }}
),

final as (
    select
        quarter,
        basis,
        town_code,
        metric_code,
        numerator,
        denominator,
        ratio,
        points,
        earned
    from metrics
)

select * from final
