{# The scores of a unit by the metrics that apply to it (docs/contract/assessment.md, Not applicable): over all of them
as `score`, over each section's own, and the lowest of these.  An N/A metric has no ratio, and its points leave both sides. #}
{% macro town_scores(metrics) -%}
    {%- set sections = ['planning', 'reporting', 'delivery', 'funding', 'coverage', 'people'] -%}
    select
        *,
        least({{ sections | join(', ') }}) as lowest_section
    from (
        select
            quarter,
            basis,
            town_code,
            {%- for section in sections %}
                100 * {{ exact_sum("case when section = '" ~ section ~ "' then earned end") }}
                / nullif({{ exact_sum("case when section = '" ~ section ~ "' then points end") }}, 0) as {{ section }},
            {%- endfor %}
            100 * {{ exact_sum('earned') }} / {{ exact_sum('points') }} as score
        from {{ metrics }}
        where ratio is not null
        group by quarter, basis, town_code
    ) as by_section
{%- endmacro %}

{# A town's total: its score with its adjustments, within 0 and 100. #}
{% macro town_total(score, adjustment) -%}
    {{ total_of('greatest(0.0, least(100.0, ' ~ score ~ ' + ' ~ adjustment ~ '))') }}
{%- endmacro %}

{# The light of a town's total, by the quarter's `rules`. #}
{% macro town_light(total, lowest_section) -%}
    case
        when
            {{ total }} >= rules.light_green_total
            and {{ compared(lowest_section) }} >= rules.light_green_section
            then 'green'
        when {{ total }} >= rules.light_yellow_total then 'yellow'
        else 'red'
    end
{%- endmacro %}

{# Whether a project has anything to compare its payments with, 1 or 0. #}
{% macro investment_compared(ytd_investment, paid) -%}
    case when {{ ytd_investment }} > 0 or {{ paid }} > 0 then 1 else 0 end
{%- endmacro %}

{# Whether what was reported and what was paid agree within the tolerance of the quarter's `rules`, 1 or 0. #}
{% macro investment_agrees(ytd_investment, paid) -%}
    case
        when {{ ytd_investment }} <= 0 and {{ paid }} <= 0 then 0
        when
            {{ compared('abs(' ~ ytd_investment ~ ' - ' ~ paid ~ ')') }}
            <= {{ compared(
                'greatest(rules.payment_tolerance_wan, rules.payment_tolerance_share * greatest('
                ~ ytd_investment ~ ', ' ~ paid ~ '))'
            ) }}
            then 1
        else 0
    end
{%- endmacro %}
