{%- set families = ['planning', 'reporting', 'delivery', 'funding', 'coverage', 'people'] %}

with metrics as (
    select * from {{ ref('int_points_in_force') }}
    where card = 'town'
),

figures as (
    {%- for family in families %}
        select
            quarter,
            basis,
            town_code,
            metric_code,
            cast(numerator as double) as numerator,
            cast(denominator as double) as denominator,
            cast(ratio as double) as ratio
        from {{ ref('int_' ~ family ~ '_metrics_computed') }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        figures.*,
        metrics.section,
        metrics.points,
        metrics.points * figures.ratio as earned
    from figures
    inner join metrics
        on
            figures.quarter = metrics.quarter
            and figures.metric_code = metrics.metric_code
)

select * from final
