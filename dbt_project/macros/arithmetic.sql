{# A sum that does not depend on the order of its rows: added as decimals, returned in double precision. #}
{% macro exact_sum(figure) -%}
    coalesce(cast(sum(cast({{ figure }} as decimal(38, 12))) as double), 0)
{%- endmacro %}

{# A computed figure as thresholds see it (docs/contract/assessment.md, Rounding: rounded half-up to 6 decimals before it is compared). #}
{% macro compared(figure) -%}
    round({{ figure }}, 6)
{%- endmacro %}

{# A total: half-up to 2 decimals, as the decimal number that it is to 9 places. #}
{% macro total_of(figure) -%}
    cast(round(cast({{ figure }} as decimal(18, 9)), 2) as double)
{%- endmacro %}

{# Metres between two places over the great circle (haversine). #}
{% macro haversine_m(lat_1, lon_1, lat_2, lon_2, earth_radius_m) -%}
    2 * {{ earth_radius_m }} * asin(sqrt(least(
        1.0,
        power(sin(radians({{ lat_2 }} - {{ lat_1 }}) / 2), 2)
        + cos(radians({{ lat_1 }})) * cos(radians({{ lat_2 }})) * power(sin(radians({{ lon_2 }} - {{ lon_1 }}) / 2), 2)
    )))
{%- endmacro %}

{# The rows of a table that carry the greatest of `order_by` within `within`: the last that holds. #}
{% macro last_within(table, within, order_by) -%}
    select * from (
        select
            *,
            row_number() over (partition by {{ within }} order by {{ order_by }}) as place_among_equals
        from {{ table }}
    ) as ranked
    where place_among_equals = 1
{%- endmacro %}

{# A figure as text with so many places, for sentences that people read. #}
{% macro shown(figure, places) -%}
    cast(cast({{ figure }} as decimal(18, {{ places }})) as string)
{%- endmacro %}

{# A figure as text without needless noughts, for sentences that people read: 30, 85.6. #}
{% macro plain(figure) -%}
    regexp_replace(cast(round({{ figure }}, 6) as string), '[.]0$', '')
{%- endmacro %}
