with chosen as (
    select * from {{ ref('int_indicators_chosen') }}
),

towns as (
    select * from {{ ref('int_towns_assessed') }}
),

-- the district's value adds up the towns'
final as (
    {%- for scope in [
        "'indicator:' || chosen.indicator_code",
        "'indicator:' || chosen.indicator_code || ':' || chosen.town_code",
    ] %}
        select
            chosen.quarter,
            chosen.basis,
            {{ scope }} as scope,
            'value' as figure,
            'indicator_ledger' as table_name,
            chosen.submission_id,
            chosen.row_number
        from chosen
        inner join towns
            on
                chosen.quarter = towns.quarter
                and chosen.basis = towns.basis
                and chosen.town_code = towns.town_code
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
