{%- set families = [
    'planning', 'reporting', 'project', 'coverage', 'demand', 'people', 'department', 'adjustment',
] %}

with sources as (
    {%- for family in families %}
        select
            quarter,
            basis,
            unit_code,
            metric_code,
            item_id,
            table_name,
            submission_id,
            row_number
        from {{ ref('int_' ~ family ~ '_evidence_traced') }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

-- who was not there yet has no figures
of_units as (
    select sources.*
    from sources
    inner join {{ ref('int_units_in_force') }} as units
        on
            sources.quarter = units.quarter
            and sources.unit_code = units.unit_code
            and units.is_assessed
),

final as (
    {{ located('of_units', keys=['quarter', 'basis', 'unit_code', 'metric_code', 'item_id']) }}
)

select * from final
