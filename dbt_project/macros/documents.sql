{# The form by which towns send a document that they owe. #}
{% macro form_of_document(document) -%}
    case {{ document }} when '行动蓝图' then 'blueprint' else 'annual_plan' end
{%- endmacro %}

{# The period of a document's form: a plan's year; a blueprint is of no year, and its first version is due. #}
{% macro period_of_document(year) -%}
    coalesce(cast({{ year }} as string), 'v1')
{%- endmacro %}

{# A file's own name: its path below the inbox without folders. #}
{% macro bare_name(file_name) -%}
    regexp_replace({{ file_name }}, '^.*/', '')
{%- endmacro %}
