{%- set funds = {'市级': 'fund_city', '区级': 'fund_district', '镇级': 'fund_town', '社会': 'fund_social'} %}

with projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

payments as (
    select * from {{ ref('int_payments_in_force') }}
),

of_towns as (
    {%- for fund_source, column in funds.items() %}
        select
            quarter,
            basis,
            town_code,
            '{{ fund_source }}' as fund_source,
            'planned' as figure,
            'plan_projects' as table_name,
            submission_id,
            row_number
        from projects
        where {{ column }} > 0
        union all
    {%- endfor %}
    select
        projects.quarter,
        projects.basis,
        projects.town_code,
        payments.fund_source,
        'paid' as figure,
        'disbursement_ledger' as table_name,
        payments.submission_id,
        payments.row_number
    from payments
    inner join projects
        on
            payments.quarter = projects.quarter
            and payments.basis = projects.basis
            and payments.project_id = projects.project_id
    where payments.fund_source in ({{ "'" ~ funds | join("', '") ~ "'" }})
),

final as (
    {%- for scope in ["'fund:' || fund_source", "'fund:' || fund_source || ':' || town_code"] %}
        select
            quarter,
            basis,
            {{ scope }} as scope,
            figure,
            table_name,
            submission_id,
            row_number
        from of_towns
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
