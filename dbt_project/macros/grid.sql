{# Degrees of longitude that `reach` (radians of a great circle) spans at most, for places up to `lat` degrees from the
equator: a degree of longitude is shortest farthest from it. Cells cut narrower would miss pairs. #}
{% macro cell_width_lon(reach, lat) -%}
    degrees(2 * asin(least(1, sin({{ reach }} / 2) / cos(radians(least({{ lat }} + degrees({{ reach }}), 89))))))
{%- endmacro %}
