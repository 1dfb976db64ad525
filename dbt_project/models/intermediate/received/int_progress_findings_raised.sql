with progress_rows as (
    select
        town_rows.submission_id,
        town_rows.sheet,
        town_rows.row_number,
        town_rows.town_code,
        town_rows.period as month,
        town_rows.file_name,
        town_rows.held_from,
        town_rows.held_until,
        town_rows.is_accepted,
        reported.project_id,
        reported.raw,
        reported.progress_pct,
        reported.ytd_investment
    from {{ ref('int_town_rows_held') }} as town_rows
    inner join {{ ref('stg_project_progress') }} as reported
        on
            town_rows.submission_id = reported.submission_id
            and town_rows.row_number = reported.row_number
    where town_rows.table_name = 'project_progress' and reported.project_id is not null
),

-- a town is told its own earlier figures only: who names another town's project has E11 and nothing to compare with
pairs as (
    select
        rows_checked.*,
        earlier.month as earlier_month,
        earlier.file_name as earlier_file,
        earlier.submission_id as earlier_submission_id,
        earlier.row_number as earlier_row_number,
        earlier.progress_pct as earlier_progress_pct,
        earlier.ytd_investment as earlier_ytd_investment
    from progress_rows as rows_checked
    inner join progress_rows as earlier
        on
            rows_checked.project_id = earlier.project_id
            and rows_checked.town_code = earlier.town_code
            and rows_checked.month > earlier.month
            and rows_checked.held_from >= earlier.held_from
            and (earlier.held_until is null or rows_checked.held_from < earlier.held_until)
    where earlier.is_accepted
),

nearest as (
    {{ last_within('pairs', within='submission_id, row_number', order_by='earlier_month desc') }}
),

-- a figure out of its range is E03 and is compared with nothing
lower as (
    select
        *,
        'W02' as template_code,
        'progress_pct' as field,
        {{ as_typed('raw', 'progress_pct') }} as typed,
        progress_pct as figure,
        earlier_progress_pct as earlier_figure
    from nearest
    where
        progress_pct between 0 and 100
        and {{ compared('progress_pct') }} < {{ compared('earlier_progress_pct') }}
    union all
    select
        *,
        'W03' as template_code,
        'ytd_investment' as field,
        {{ as_typed('raw', 'ytd_investment') }} as typed,
        ytd_investment as figure,
        earlier_ytd_investment as earlier_figure
    from nearest
    where
        ytd_investment >= 0
        and substr(month, 1, 4) = substr(earlier_month, 1, 4)
        and {{ compared('ytd_investment') }} < {{ compared('earlier_ytd_investment') }}
),

final as (
    select
        'project_progress' as table_name,
        submission_id,
        sheet,
        row_number,
        field,
        coalesce(typed, {{ plain('figure') }}) as value,
        {{ plain('figure') }} as figure,
        {{ plain('earlier_figure') }} as detail,
        template_code,
        earlier_month,
        earlier_file,
        earlier_submission_id,
        earlier_row_number,
        earlier_figure
    from lower
)

select * from final
