{# The sources of money that payments name. #}
{% macro fund_sources() -%}
    select fund_source from (values ('市级'), ('区级'), ('镇级'), ('社会')) as named (fund_source)
{%- endmacro %}

{# The money that a plan's row has from a source. #}
{% macro planned_from(fund_source) -%}
    case {{ fund_source }}
        when '市级' then fund_city
        when '区级' then fund_district
        when '镇级' then fund_town
        when '社会' then fund_social
    end
{%- endmacro %}
