{# Rows of submissions with the file and the sheet that they stand in; `keys` are the columns kept beside them. #}
{% macro located(sources, keys) -%}
    select
        {%- for key in keys %}
            sources.{{ key }},
        {%- endfor %}
        sources.table_name,
        sources.submission_id,
        submissions.file_name,
        rows_read.sheet,
        sources.row_number
    from {{ sources }} as sources
    inner join {{ ref('int_submissions_judged') }} as submissions on sources.submission_id = submissions.submission_id
    left join {{ ref('int_rows_read') }} as rows_read
        on
            sources.submission_id = rows_read.submission_id
            and sources.table_name = rows_read.table_name
            and sources.row_number = rows_read.row_number
{%- endmacro %}
