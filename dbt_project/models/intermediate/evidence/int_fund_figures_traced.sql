with projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

payments as (
    select * from {{ ref('int_payments_in_force') }}
),

sources as (
    {{ fund_sources() }}
),

of_towns as (
    select
        projects.quarter,
        projects.basis,
        projects.town_code,
        sources.fund_source,
        'planned' as figure,
        'plan_projects' as table_name,
        projects.submission_id,
        projects.row_number
    from projects
    cross join sources
    where {{ planned_from('sources.fund_source') }} > 0
    union all
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
    inner join sources on payments.fund_source = sources.fund_source
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
