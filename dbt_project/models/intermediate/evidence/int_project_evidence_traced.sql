with items as (
    select * from {{ ref('int_project_items_listed') }}
),

rows_of_projects as (
    select * from {{ ref('int_project_rows_listed') }}
),

payments as (
    select * from {{ ref('int_payments_in_force') }}
),

sources as (
    select * from rows_of_projects
    union all
    select
        quarter,
        basis,
        project_id,
        'disbursement_ledger' as table_name,
        submission_id,
        row_number
    from payments
),

-- a plan's completeness rests on the plan alone, and payments matter to F2 alone
final as (
    select
        items.quarter,
        items.basis,
        items.unit_code,
        items.metric_code,
        items.item_id,
        sources.table_name,
        sources.submission_id,
        sources.row_number
    from items
    inner join sources
        on
            items.quarter = sources.quarter
            and items.basis = sources.basis
            and items.item_id = sources.project_id
    where
        sources.table_name = 'plan_projects'
        or (sources.table_name = 'project_progress' and items.metric_code <> 'P3')
        or (sources.table_name = 'disbursement_ledger' and items.metric_code = 'F2')
)

select * from final
