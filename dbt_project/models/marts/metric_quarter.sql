with quarters as (
    select * from {{ ref('int_quarters_listed') }}
    where is_due
),

metrics as (
    select * from {{ ref('int_points_in_force') }}
),

final as (
    select
        metrics.quarter,
        metrics.metric_code,
        metrics.card,
        metrics.section,
        metrics.metric_name,
        metrics.points,
        metrics.valid_from
    from metrics
    inner join quarters on metrics.quarter = quarters.quarter
)

select * from final
