with items as (
    {%- for family in ['town', 'report', 'project', 'department'] %}
        select
            quarter,
            basis,
            unit_code,
            metric_code,
            item_id,
            item_name,
            cast(numerator as double) as numerator,
            cast(denominator as double) as denominator
        from {{ ref('int_' ~ family ~ '_items_listed') }}
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
    from {{ ref('int_adjustment_items_listed') }}
),

final as (
    select * from items
)

select * from final
