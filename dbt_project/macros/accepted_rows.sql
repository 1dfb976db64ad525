{# The rows of a landed table that are neither refused nor quarantined, whichever submission holds. #}
{% macro accepted_rows(table_name) -%}
    select landed_rows.*
    from {{ ref('stg_' ~ table_name) }} as landed_rows
    inner join {{ ref('int_rows_judged') }} as judged
        on
            landed_rows.submission_id = judged.submission_id
            and landed_rows.row_number = judged.row_number
    where judged.table_name = '{{ table_name }}' and judged.is_accepted
{%- endmacro %}
