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

submissions as (
    select * from {{ ref('int_submissions_judged') }}
),

rows_read as (
    select * from {{ ref('int_rows_read') }}
),

final as (
    select
        sources.quarter,
        sources.basis,
        sources.unit_code,
        sources.metric_code,
        sources.item_id,
        sources.table_name,
        sources.submission_id,
        submissions.file_name,
        rows_read.sheet,
        sources.row_number
    from sources
    -- who was not there yet has no figures
    inner join {{ ref('int_units_in_force') }} as units
        on
            sources.quarter = units.quarter
            and sources.unit_code = units.unit_code
            and units.is_assessed
    inner join submissions on sources.submission_id = submissions.submission_id
    left join rows_read
        on
            sources.submission_id = rows_read.submission_id
            and sources.table_name = rows_read.table_name
            and sources.row_number = rows_read.row_number
)

select * from final
