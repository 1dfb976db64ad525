with demands as (
    select * from {{ ref('int_demands_answered') }}
    where service_class = '品质提升' and priority in ('高', '中')
),

promises as (
    select * from {{ ref('int_demand_projects_matched') }}
),

-- the demand itself, the plans' rows that name it, and the latest reports of their projects
sources as (
    select
        quarter,
        basis,
        town_code,
        demand_id,
        'demands' as table_name,
        submission_id,
        row_number
    from demands
    union all
    select
        quarter,
        basis,
        town_code,
        demand_id,
        'plan_projects' as table_name,
        submission_id,
        row_number
    from promises
    union all
    select
        quarter,
        basis,
        town_code,
        demand_id,
        'project_progress' as table_name,
        report_submission_id as submission_id,
        report_row_number as row_number
    from promises
    where report_submission_id is not null
),

final as (
    select distinct
        demands.quarter,
        demands.basis,
        demands.town_code as unit_code,
        'C2' as metric_code,
        demands.demand_id as item_id,
        sources.table_name,
        sources.submission_id,
        sources.row_number
    from demands
    inner join sources
        on
            demands.quarter = sources.quarter
            and demands.basis = sources.basis
            and demands.town_code = sources.town_code
            and demands.demand_id = sources.demand_id
)

select * from final
