with landed as (
    select * from {{ ref('int_findings_landed') }}
),

templates as (
    select * from {{ ref('finding_codes') }}
),

headers as (
    select * from {{ ref('cross_file_columns') }}
),

across_files as (
    select * from {{ ref('int_findings_worded') }}
),

composed as (
    select
        across_files.submission_id,
        substr(across_files.template_code, 1, 3) as code,
        across_files.table_name,
        across_files.sheet,
        across_files.row_number,
        across_files.field,
        headers.column_header,
        across_files.value,
        -- what a clerk typed goes in last: it may hold anything, another placeholder too
        replace(
            replace(
                replace(
                    replace(templates.template, '{row}', cast(across_files.row_number as string)),
                    '{column}', coalesce(headers.column_header, '')
                ),
                '{detail}', coalesce(across_files.detail, '')
            ),
            '{value}', coalesce(across_files.shown_value, '')
        ) as message
    from across_files
    inner join templates on across_files.template_code = templates.code
    left join headers
        on
            across_files.table_name = headers.table_name
            and across_files.field = headers.field
),

united as (
    select
        submission_id,
        code,
        table_name,
        sheet,
        row_number,
        field,
        column_header,
        value,
        message
    from landed
    union all
    select * from composed
),

final as (
    select
        united.*,
        templates.severity
    from united
    left join templates on united.code = templates.code
)

select * from final
