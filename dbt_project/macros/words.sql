{# What people read: the same in DuckDB and Spark. #}

{# The month 2023-08 as 2023年8月. #}
{% macro month_in_words(month) -%}
    substr({{ month }}, 1, 4) || '年' || cast(cast(substr({{ month }}, 6, 2) as integer) as string) || '月'
{%- endmacro %}

{# A file's name without the folders of the inbox. #}
{% macro bare_name(path) -%}
    regexp_replace({{ path }}, '^.*/', '')
{%- endmacro %}
