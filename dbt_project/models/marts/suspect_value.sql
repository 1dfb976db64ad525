with cells as (
    select * from {{ ref('int_suspect_values_listed') }}
),

final as (
    select
        quarter,
        basis,
        unit_code,
        metric_code,
        project_id,
        submission_id,
        file_name,
        table_name,
        sheet,
        row_number,
        field,
        column_header,
        code,
        value,
        figure,
        likely_value,
        is_computed_from
    from cells
)

select * from final
