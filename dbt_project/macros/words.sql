{# The month 2023-08 as people read it: 2023年8月. #}
{% macro month_in_words(month) -%}
    substr({{ month }}, 1, 4) || '年' || cast(cast(substr({{ month }}, 6, 2) as integer) as string) || '月'
{%- endmacro %}
