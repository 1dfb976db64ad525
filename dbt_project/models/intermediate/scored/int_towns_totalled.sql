with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

metrics as (
    select * from {{ ref('int_town_metrics_scored') }}
),

-- an N/A metric has no ratio, and its points leave both sides
sections as (
    select
        quarter,
        basis,
        town_code,
        section,
        100 * {{ exact_sum('earned') }} / {{ exact_sum('points') }} as score
    from metrics
    where ratio is not null
    group by quarter, basis, town_code, section
),

section_scores as (
    select
        quarter,
        basis,
        town_code,
        {%- for section in ['planning', 'reporting', 'delivery', 'funding', 'coverage', 'people'] %}
            max(case when section = '{{ section }}' then score end) as {{ section }},
        {%- endfor %}
        min(score) as lowest_section
    from sections
    group by quarter, basis, town_code
),

fractions as (
    select
        quarter,
        basis,
        town_code,
        100 * {{ exact_sum('earned') }} / {{ exact_sum('points') }} as score
    from metrics
    where ratio is not null
    group by quarter, basis, town_code
),

adjustments as (
    select
        quarter,
        basis,
        town_code,
        {{ exact_sum('points') }} as points
    from {{ ref('int_adjustments_scored') }}
    group by quarter, basis, town_code
),

final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        towns.compare_group,
        {{ total_of('greatest(0.0, least(100.0, fractions.score + adjustments.points))') }} as total,
        section_scores.planning,
        section_scores.reporting,
        section_scores.delivery,
        section_scores.funding,
        section_scores.coverage,
        section_scores.people,
        section_scores.lowest_section,
        adjustments.points as adjustment
    from towns
    left join fractions
        on
            towns.quarter = fractions.quarter
            and towns.basis = fractions.basis
            and towns.town_code = fractions.town_code
    left join section_scores
        on
            towns.quarter = section_scores.quarter
            and towns.basis = section_scores.basis
            and towns.town_code = section_scores.town_code
    left join adjustments
        on
            towns.quarter = adjustments.quarter
            and towns.basis = adjustments.basis
            and towns.town_code = adjustments.town_code
)

select * from final
