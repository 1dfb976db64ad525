with feeds as (
    select * from {{ ref('int_feeds_judged') }}
    where submission_id is not null
),

tasks as (
    select * from {{ ref('int_tasks_supervised') }}
),

projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

supervisions as (
    select * from {{ ref('int_supervisions_in_force') }}
    where is_of_quarter
),

-- what makes a department owe a visit, and the visits
sources as (
    select
        quarter,
        basis,
        dept_code,
        town_code,
        task_no,
        'plan_projects' as table_name,
        submission_id,
        row_number
    from projects
    union all
    select
        quarter,
        basis,
        dept_code,
        town_code,
        task_no,
        'supervision_ledger' as table_name,
        submission_id,
        row_number
    from supervisions
),

final as (
    select
        quarter,
        basis,
        dept_code as unit_code,
        'K1' as metric_code,
        form || '/' || period as item_id,
        cast(null as string) as table_name,
        submission_id,
        cast(null as bigint) as row_number
    from feeds
    union all
    select
        tasks.quarter,
        tasks.basis,
        tasks.dept_code as unit_code,
        'K2' as metric_code,
        tasks.town_code || '/' || cast(tasks.task_no as string) as item_id,
        sources.table_name,
        sources.submission_id,
        sources.row_number
    from tasks
    inner join sources
        on
            tasks.quarter = sources.quarter
            and tasks.basis = sources.basis
            and tasks.dept_code = sources.dept_code
            and tasks.town_code = sources.town_code
            and tasks.task_no = sources.task_no
)

select * from final
