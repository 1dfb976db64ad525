with told as (
    select * from {{ ref('int_month_projects_told') }}
),

planned as (
    select * from {{ ref('int_month_plan_projects_judged') }}
),

issues as (
    select * from {{ ref('int_month_issues_told') }}
),

final as (
    {%- for kind, flag, day in [
        ('started', 'is_newly_started', 'actual_start'), ('finished', 'is_newly_finished', 'actual_finish'),
    ] %}
        {{ 'union all' if not loop.first }}
        select
            told.month,
            told.basis,
            told.town_code,
            '{{ kind }}' as kind,
            told.project_id as subject_id,
            coalesce(planned.project_name, told.project_name) as subject,
            coalesce(planned.task_no, told.task_no) as task_no,
            planned.dept_code,
            told.{{ day }} as day_on,
            told.status,
            told.progress_pct,
            told.told_for
        from told
        left join planned
            on
                told.month = planned.month
                and told.basis = planned.basis
                and told.town_code = planned.town_code
                and told.project_id = planned.project_id
        where told.{{ flag }}
    {%- endfor %}
    {%- for kind, flag, day, first, last in [
        ('start_late', 'is_to_start', 'planned_start', 'starts_on', 'ends_on'),
        ('finish_late', 'is_to_finish', 'planned_finish', 'starts_on', 'ends_on'),
        ('start_due', 'is_to_start', 'planned_start', 'next_starts_on', 'next_ends_on'),
        ('finish_due', 'is_to_finish', 'planned_finish', 'next_starts_on', 'next_ends_on'),
    ] %}
        union all
        select
            month,
            basis,
            town_code,
            '{{ kind }}' as kind,
            project_id as subject_id,
            project_name as subject,
            task_no,
            dept_code,
            {{ day }} as day_on,
            status,
            progress_pct,
            told_for
        from planned
        where {{ flag }} and {{ day }} between {{ first }} and {{ last }}
    {%- endfor %}
    {%- for kind, flag, day in [
        ('issue_new', 'is_new', 'raised_on'), ('issue_closed', 'is_newly_closed', 'resolved_on'),
        ('issue_late', 'is_newly_late', 'due_on'), ('issue_due', 'is_due_next', 'due_on'),
    ] %}
        union all
        select
            month,
            basis,
            town_code,
            '{{ kind }}' as kind,
            issue_id as subject_id,
            description as subject,
            cast(null as integer) as task_no,
            dept_code,
            {{ day }} as day_on,
            status,
            cast(null as double) as progress_pct,
            told_for
        from issues
        where {{ flag }}
    {%- endfor %}
)

select * from final
