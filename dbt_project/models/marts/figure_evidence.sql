{%- set families = ['project', 'coverage', 'indicator', 'fund', 'matter', 'discrepancy', 'year'] %}

with sources as (
    {%- for family in families %}
        select
            quarter,
            basis,
            scope,
            figure,
            table_name,
            submission_id,
            row_number
        from {{ ref('int_' ~ family ~ '_figures_traced') }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    {{ located('sources', keys=['quarter', 'basis', 'scope', 'figure']) }}
)

select * from final
