with towns as (
    select * from {{ ref('int_month_towns_counted') }}
),

-- a sum over the towns that have told something: over none it is unknown, not 0
district as (
    select
        month,
        basis,
        'district' as town_code,
        as_of_at,
        count(*) as towns,
        count(report_id) as towns_reported,
        count(case when has_plan then 1 end) as towns_with_plan,
        {%- for column in [
            'started', 'finished', 'issues_new', 'issues_closed', 'issues_open', 'turned_late', 'due_next',
            'suspects', 'rows_quarantined', 'without_month_investment',
        ] %}
            sum({{ column }}) as {{ column }},
        {%- endfor %}
        case when count(month_investment) > 0 then {{ exact_sum('month_investment') }} end as month_investment
    from towns
    group by month, basis, as_of_at
),

final as (
    {%- for table, total in [('towns', false), ('district', true)] %}
        {{ 'union all' if total }}
        select
            month,
            basis,
            town_code,
            as_of_at,
            cast({{ 'towns' if total else '1' }} as bigint) as towns,
            cast({{ 'towns_reported' if total else 'case when report_id is null then 0 else 1 end' }} as bigint)
                as towns_reported,
            cast({{ 'towns_with_plan' if total else 'case when has_plan then 1 else 0 end' }} as bigint)
                as towns_with_plan,
            {%- for column in [
                'started', 'finished', 'issues_new', 'issues_closed', 'issues_open', 'turned_late', 'due_next',
                'suspects', 'rows_quarantined', 'without_month_investment',
            ] %}
                cast({{ column }} as bigint) as {{ column }},
            {%- endfor %}
            month_investment
        from {{ table }}
    {%- endfor %}
)

select * from final
