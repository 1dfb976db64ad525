with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

payments as (
    select * from {{ ref('int_payments_in_force') }}
),

paid as (
    select
        quarter,
        basis,
        project_id,
        fund_source,
        {{ exact_sum('amount_wan') }} as amount
    from payments
    group by quarter, basis, project_id, fund_source
),

sources as (
    {{ fund_sources() }}
),

funds as (
    select
        projects.quarter,
        projects.basis,
        projects.town_code,
        projects.project_id,
        sources.fund_source,
        {{ planned_from('sources.fund_source') }} as planned
    from projects
    cross join sources
),

final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        sources.fund_source,
        {{ exact_sum('funds.planned') }} as planned,
        {{ exact_sum('paid.amount') }} as paid
    from towns
    cross join sources
    left join funds
        on
            towns.quarter = funds.quarter
            and towns.basis = funds.basis
            and towns.town_code = funds.town_code
            and sources.fund_source = funds.fund_source
    left join paid
        on
            funds.quarter = paid.quarter
            and funds.basis = paid.basis
            and funds.project_id = paid.project_id
            and funds.fund_source = paid.fund_source
    group by towns.quarter, towns.basis, towns.town_code, sources.fund_source
)

select * from final
