-- the reference has a column for the target of each year of the cycle
{%- set years = [2023, 2024, 2025] %}

with indicators as (
    select * from {{ ref('indicators') }}
),

final as (
    {%- for year in years %}
        select
            indicator_code,
            {{ year }} as year,
            target_{{ year }} as target
        from indicators
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
