{# A view of each source over its folder of Parquet files.  Models name the view, so that whoever judges files that have
   not landed runs the same compiled SQL over other files (warehouse/foresight.py). #}
{% macro create_landed_views() -%}
    create schema if not exists landed;
    {% for table in (graph.sources if execute else {}).values() | map(attribute='name') | sort %}
    create or replace view landed.{{ table }} as
    select * from read_parquet('{{ env_var("LIFECIRCLE_BUILD_LANDED", "landed") }}/{{ table }}/*.parquet', union_by_name = true);
    {% endfor %}
{%- endmacro %}
