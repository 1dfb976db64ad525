with suspects as (
    select * from {{ ref('int_month_suspects_found') }}
),

final as (
    select
        month,
        basis,
        town_code,
        project_id,
        project_name,
        submission_id,
        file_name,
        sheet,
        row_number,
        field,
        column_header,
        code,
        value,
        likely_value
    from suspects
)

select * from final
