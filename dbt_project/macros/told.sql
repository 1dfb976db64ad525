{# Rows of a table in towns' reports up to a month, as they were in force at its moment; those of the months before are
`is_earlier`. `columns` are the table's. #}
{% macro told_by_reports(table_name, columns) -%}
    select
        reports.month,
        reports.basis,
        reports.town_code,
        reports.period as told_for,
        reports.submission_id,
        reports.file_name,
        {%- for column in columns %}
            told_rows.{{ column }},
        {%- endfor %}
        reports.period < reports.month as is_earlier
    from {{ ref('int_month_submissions_in_force') }} as reports
    inner join ({{ accepted_rows(table_name) }}) as told_rows on reports.submission_id = told_rows.submission_id
    where reports.form = 'monthly_report'
{%- endmacro %}
