with rows_read as (
    select * from {{ ref('int_rows_read') }}
),

findings as (
    select
        submission_id,
        table_name,
        row_number,
        bool_or(code like 'E%') as has_error,
        bool_or(code like 'W%') as has_warning
    from {{ ref('int_findings_gathered') }}
    where row_number is not null
    group by submission_id, table_name, row_number
),

final as (
    select
        rows_read.table_name,
        rows_read.submission_id,
        rows_read.row_number,
        rows_read.form,
        rows_read.unit_code,
        rows_read.period,
        not coalesce(findings.has_error, false) as is_accepted,
        coalesce(findings.has_warning and not findings.has_error, false) as is_flagged
    from rows_read
    left join findings
        on
            rows_read.submission_id = findings.submission_id
            and rows_read.table_name = findings.table_name
            and rows_read.row_number = findings.row_number
)

select * from final
