{# What DuckDB and Spark say differently; everything else in the models is common to both. #}

{% macro days_between(earlier, later) -%}
    {%- if target.type == 'spark' -%} datediff({{ later }}, {{ earlier }})
    {%- else -%} date_diff('day', {{ earlier }}, {{ later }})
    {%- endif -%}
{%- endmacro %}

{# The last second of a date, as a moment of the session's zone (Asia/Shanghai). #}
{% macro end_of_day(day) -%}
    {%- if target.type == 'spark' -%} cast({{ day }} as timestamp) + interval 1 day - interval 1 second
    {%- else -%} cast(cast({{ day }} as timestamp) + interval 1 day - interval 1 second as timestamptz)
    {%- endif -%}
{%- endmacro %}

{# The moment that an ISO 8601 text names. #}
{% macro moment_of(text) -%}
    {%- if target.type == 'spark' -%} cast({{ text }} as timestamp)
    {%- else -%} cast({{ text }} as timestamptz)
    {%- endif -%}
{%- endmacro %}

{# The day of a month after the month that ends on `month_end`. #}
{% macro day_of_next_month(month_end, day_number) -%}
    {%- if target.type == 'spark' -%} date_add({{ month_end }}, cast({{ day_number }} as int))
    {%- else -%} {{ month_end }} + cast({{ day_number }} as integer)
    {%- endif -%}
{%- endmacro %}

{# One row for each first day of a month from one date to another, both included. #}
{% macro each_month(first, last) -%}
    {%- if target.type == 'spark' -%} explode(sequence({{ first }}, {{ last }}, interval 1 month))
    {%- else -%} cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 month)) as date)
    {%- endif -%}
{%- endmacro %}

{# One row for each entry of a text list parted by semicolons. #}
{% macro each_entry(list) -%}
    {%- if target.type == 'spark' -%} explode(split({{ list }}, ';'))
    {%- else -%} unnest(string_split({{ list }}, ';'))
    {%- endif -%}
{%- endmacro %}

{% macro month_text(day) -%}
    {%- if target.type == 'spark' -%} date_format({{ day }}, 'yyyy-MM')
    {%- else -%} strftime({{ day }}, '%Y-%m')
    {%- endif -%}
{%- endmacro %}

{# A field of the JSON object that keeps a row's cells as they were typed. #}
{% macro as_typed(raw, field) -%}
    {%- if target.type == 'spark' -%} get_json_object({{ raw }}, '$.{{ field }}')
    {%- else -%} json_extract_string({{ raw }}, '$.{{ field }}')
    {%- endif -%}
{%- endmacro %}
