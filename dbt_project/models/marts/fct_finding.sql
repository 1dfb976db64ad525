with findings as (
    select * from {{ ref('int_findings_gathered') }}
),

final as (
    select
        submission_id,
        code,
        severity,
        table_name,
        sheet,
        row_number,
        field,
        column_header,
        value,
        message
    from findings
)

select * from final
