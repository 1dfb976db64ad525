with items as (
    {%- for family in ['towns', 'reports', 'projects', 'departments'] %}
        select
            quarter,
            basis,
            unit_code,
            metric_code,
            item_id,
            item_name,
            cast(numerator as double) as numerator,
            cast(denominator as double) as denominator
        from {{ ref('int_items_of_' ~ family) }}
        union all
    {%- endfor %}
    select
        quarter,
        basis,
        unit_code,
        metric_code,
        item_id,
        cast(null as string) as item_name,
        cast(numerator as double) as numerator,
        cast(null as double) as denominator
    from {{ ref('int_items_of_adjustments') }}
),

final as (
    select * from items
)

select * from final
