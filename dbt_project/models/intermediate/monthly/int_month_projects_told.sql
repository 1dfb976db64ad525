with towns as (
    select * from {{ ref('int_month_towns_listed') }}
),

told as (
    {{ told_by_reports('project_progress', [
        'sheet', 'row_number', 'project_id', 'project_name', 'task_no', 'status', 'progress_pct',
        'actual_start', 'actual_finish', 'month_investment', 'ytd_investment',
    ]) }}
),

compared_with_earlier as (
    select
        *,
        bool_or(is_earlier) over (partition by month, basis, town_code, project_id) as is_told_before,
        bool_or(is_earlier and actual_start is not null)
            over (partition by month, basis, town_code, project_id) as is_started_before,
        bool_or(is_earlier and actual_finish is not null)
            over (partition by month, basis, town_code, project_id) as is_finished_before
    from told
),

-- a project that its town stops reporting stays as it was
latest as (
    {{ last_within(
        'compared_with_earlier', within='month, basis, town_code, project_id', order_by='told_for desc'
    ) }}
),

final as (
    select
        latest.month,
        latest.basis,
        latest.town_code,
        latest.project_id,
        latest.project_name,
        cast(latest.task_no as integer) as task_no,
        latest.told_for,
        latest.submission_id,
        latest.file_name,
        latest.sheet,
        latest.row_number,
        latest.status,
        latest.progress_pct,
        latest.actual_start,
        latest.actual_finish,
        latest.month_investment,
        latest.ytd_investment,
        not latest.is_earlier as is_of_month,
        not latest.is_earlier
        and latest.actual_start is not null
        and not latest.is_started_before
        and (latest.is_told_before or latest.actual_start >= towns.since) as is_newly_started,
        not latest.is_earlier
        and latest.actual_finish is not null
        and not latest.is_finished_before
        and (latest.is_told_before or latest.actual_finish >= towns.since) as is_newly_finished
    from latest
    inner join towns
        on
            latest.month = towns.month
            and latest.basis = towns.basis
            and latest.town_code = towns.town_code
)

select * from final
