with rows_read as (
    select * from {{ ref('int_rows_read') }}
    where table_name in ('plan_projects', 'project_progress')
),

submissions as (
    select * from {{ ref('int_submissions_held') }}
),

faults as (
    select distinct
        submission_id,
        table_name,
        row_number
    from {{ ref('int_project_findings_raised') }}
),

final as (
    select
        rows_read.table_name,
        rows_read.submission_id,
        rows_read.sheet,
        rows_read.row_number,
        rows_read.unit_code as town_code,
        rows_read.period,
        rows_read.file_name,
        submissions.held_from,
        submissions.held_until,
        rows_read.is_valid_by_itself and faults.row_number is null as is_accepted
    from rows_read
    inner join submissions on rows_read.submission_id = submissions.submission_id
    left join faults
        on
            rows_read.submission_id = faults.submission_id
            and rows_read.table_name = faults.table_name
            and rows_read.row_number = faults.row_number
)

select * from final
