with feeds as (
    select * from {{ ref('int_feeds_judged') }}
),

tasks_supervised as (
    select * from {{ ref('int_tasks_supervised') }}
),

issues as (
    select * from {{ ref('int_issues_judged') }}
),

final as (
    select
        quarter,
        basis,
        dept_code as unit_code,
        'K1' as metric_code,
        form || '/' || period as item_id,
        cast(null as string) as item_name,
        punctuality as numerator,
        1 as denominator
    from feeds
    union all
    select
        tasks_supervised.quarter,
        tasks_supervised.basis,
        tasks_supervised.dept_code as unit_code,
        'K2' as metric_code,
        tasks_supervised.town_code || '/' || cast(tasks_supervised.task_no as string) as item_id,
        towns.unit_name || '，' || tasks.short_name as item_name,
        case when tasks_supervised.is_supervised then 1 else 0 end as numerator,
        1 as denominator
    from tasks_supervised
    inner join {{ ref('int_units_in_force') }} as towns
        on
            tasks_supervised.quarter = towns.quarter
            and tasks_supervised.town_code = towns.unit_code
    inner join {{ ref('tasks') }} as tasks on tasks_supervised.task_no = tasks.task_no
    {%- for metric, unit in [('S1', 'town_code'), ('K4', 'dept_code')] %}
        union all
        select
            quarter,
            basis,
            {{ unit }} as unit_code,
            '{{ metric }}' as metric_code,
            town_code || '/' || issue_id as item_id,
            cast(null as string) as item_name,
            case when is_resolved_in_time then 1 else 0 end as numerator,
            1 as denominator
        from issues
        where {{ unit }} is not null
    {%- endfor %}
)

select * from final
