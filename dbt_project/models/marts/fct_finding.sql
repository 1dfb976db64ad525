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
        message,
        cast(
            row_number() over (
                partition by submission_id
                order by
                    sheet nulls last, row_number nulls last, code, column_header nulls last, message, field, value
            ) as integer
        ) as finding_number
    from findings
)

select * from final
