with cells as (
    select
        *,
        case when field = 'ytd_investment' then 'investment' else 'progress' end as kind
    from {{ ref('int_suspect_cells_found') }}
),

items as (
    select
        *,
        case when metric_code in ('F1', 'F2') then 'investment' else 'progress' end as kind
    from {{ ref('int_project_items_listed') }}
    where metric_code in ('D3', 'F1', 'F2', 'K3')
),

units as (
    select * from {{ ref('int_units_in_force') }}
    where is_assessed
),

counted as (
    select * from {{ ref('int_projects_counted') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
),

-- whose figures a project enters: its town's and its department's cards, its task, the district and the new city
entered as (
    select
        items.quarter,
        items.basis,
        items.item_id as project_id,
        items.kind,
        items.unit_code,
        items.metric_code
    from items
    inner join units
        on
            items.quarter = units.quarter
            and items.unit_code = units.unit_code
    {%- for unit, condition in [
        ("'district'", 'true'), ("'new_city'", 'counted.is_new_city'), ("'task:' || cast(counted.task_no as string)", 'true'),
    ] %}
        union all
        select
            items.quarter,
            items.basis,
            items.item_id as project_id,
            items.kind,
            {{ unit }} as unit_code,
            items.metric_code
        from items
        inner join counted
            on
                items.quarter = counted.quarter
                and items.basis = counted.basis
                and items.item_id = counted.project_id
        where items.metric_code in ('D3', 'F1') and {{ condition }}
    {%- endfor %}
),

final as (
    select distinct
        entered.quarter,
        entered.basis,
        entered.unit_code,
        entered.metric_code,
        cells.project_id,
        cells.submission_id,
        submissions.file_name,
        cells.table_name,
        cells.sheet,
        cells.row_number,
        cells.field,
        cells.column_header,
        cells.code,
        cells.value,
        cells.figure,
        cells.likely_value,
        cells.is_computed_from
    from entered
    inner join cells
        on
            entered.quarter = cells.quarter
            and entered.basis = cells.basis
            and entered.project_id = cells.project_id
            and entered.kind = cells.kind
    inner join submissions on cells.submission_id = submissions.submission_id
)

select * from final
