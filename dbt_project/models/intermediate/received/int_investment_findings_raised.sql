with town_rows as (
    select * from {{ ref('int_town_rows_held') }}
),

rows_checked as (
    select
        town_rows.submission_id,
        town_rows.sheet,
        town_rows.row_number,
        town_rows.town_code,
        substr(town_rows.period, 1, 4) as year,
        town_rows.held_from,
        reported.project_id,
        {{ as_typed('reported.raw', 'ytd_investment') }} as typed,
        reported.ytd_investment
    from town_rows
    inner join {{ ref('stg_project_progress') }} as reported
        on
            town_rows.submission_id = reported.submission_id
            and town_rows.row_number = reported.row_number
    where
        town_rows.table_name = 'project_progress'
        and reported.project_id is not null
        and reported.ytd_investment >= 0
),

planned as (
    select
        town_rows.town_code,
        town_rows.period as plan_year,
        town_rows.held_from,
        town_rows.held_until,
        plan_projects.project_id,
        plan_projects.total_investment
    from town_rows
    inner join {{ ref('stg_plan_projects') }} as plan_projects
        on
            town_rows.submission_id = plan_projects.submission_id
            and town_rows.row_number = plan_projects.row_number
    where town_rows.table_name = 'plan_projects' and town_rows.is_accepted
),

-- the plans in force at the report's own receipt, so that a plan corrected later changes no receipt
known as (
    select
        rows_checked.*,
        planned.plan_year,
        planned.total_investment
    from rows_checked
    inner join planned
        on
            rows_checked.project_id = planned.project_id
            and rows_checked.town_code = planned.town_code
            and rows_checked.held_from >= planned.held_from
            and (planned.held_until is null or rows_checked.held_from < planned.held_until)
),

nearest as (
    {{ last_within(
        'known',
        within='submission_id, row_number',
        order_by='case when plan_year = year then 0 else 1 end, plan_year desc'
    ) }}
),

final as (
    select
        'project_progress' as table_name,
        submission_id,
        sheet,
        row_number,
        'ytd_investment' as field,
        coalesce(typed, {{ plain('ytd_investment') }}) as value,
        {{ plain('ytd_investment') }} as figure,
        {{ plain('total_investment') }} as detail,
        'W05' as template_code
    from nearest
    where {{ compared('ytd_investment') }} > {{ compared('1.5 * total_investment') }}
)

select * from final
