with figures as (
    select * from {{ ref('int_department_metrics_computed') }}
),

metrics as (
    select * from {{ ref('int_points_in_force') }}
    where card = 'department'
),

-- a department without any applicable metric has no card
with_card as (
    select distinct
        quarter,
        basis,
        dept_code
    from figures
    where ratio is not null
),

final as (
    select
        figures.quarter,
        figures.basis,
        figures.dept_code,
        figures.metric_code,
        cast(figures.numerator as double) as numerator,
        cast(figures.denominator as double) as denominator,
        figures.ratio,
        metrics.points,
        metrics.points * figures.ratio as earned
    from figures
    inner join with_card
        on
            figures.quarter = with_card.quarter
            and figures.basis = with_card.basis
            and figures.dept_code = with_card.dept_code
    inner join metrics
        on
            figures.quarter = metrics.quarter
            and figures.metric_code = metrics.metric_code
)

select * from final
