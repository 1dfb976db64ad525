with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

pairs as (
    select * from {{ ref('int_duplicates_paired') }}
),

overdue as (
    select * from {{ ref('int_rectifications_overdue') }}
),

new_city as (
    select * from {{ ref('int_new_city_covered') }}
),

-- a pair within one town counts once for it, one between two towns once for each
pairs_of_towns as (
    select
        quarter,
        basis,
        first_town_code as town_code
    from pairs
    union all
    select
        quarter,
        basis,
        second_town_code as town_code
    from pairs
    where first_town_code <> second_town_code
),

new_city_coverage as (
    select
        quarter,
        basis,
        town_code,
        {{ exact_sum('least(1.0, ratio / target)') }} / nullif(count(ratio), 0) as coverage
    from new_city
    group by quarter, basis, town_code
),

fully_covered as (
    select new_city_coverage.*
    from new_city_coverage
    inner join rules on new_city_coverage.quarter = rules.quarter
    where {{ compared('new_city_coverage.coverage') }} >= rules.new_city_coverage
),

occurrences as (
    select
        quarter,
        basis,
        town_code,
        'A1' as adjustment_code
    from pairs_of_towns
    union all
    select
        quarter,
        basis,
        town_code,
        'A2' as adjustment_code
    from overdue
    union all
    select
        quarter,
        basis,
        town_code,
        'A3' as adjustment_code
    from fully_covered
),

worth as (
    {%- for code, points, least_points in [
        ('A1', 'duplicate_points', 'duplicate_points_least'),
        ('A2', 'rectification_points', 'rectification_points_least'),
        ('A3', 'new_city_points', '0'),
    ] %}
        select
            quarter,
            '{{ code }}' as adjustment_code,
            {{ points }} as points,
            {{ least_points }} as points_least
        from rules
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        worth.adjustment_code,
        count(occurrences.adjustment_code) as occurrences,
        greatest(
            worth.points_least,
            {{ exact_sum('case when occurrences.adjustment_code is not null then worth.points end') }}
        ) as points
    from towns
    inner join worth on towns.quarter = worth.quarter
    left join occurrences
        on
            towns.quarter = occurrences.quarter
            and towns.basis = occurrences.basis
            and towns.town_code = occurrences.town_code
            and worth.adjustment_code = occurrences.adjustment_code
    group by towns.quarter, towns.basis, towns.town_code, worth.adjustment_code, worth.points_least
)

select * from final
