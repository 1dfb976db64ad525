with projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

gaps as (
    select
        *,
        {{ compared('planned_pct - progress_pct') }} as gap,
        {{ days_between('planned_start', 'quarter_ends_on') }} as start_days,
        {{ days_between('planned_finish', 'quarter_ends_on') }} as finish_days,
        coalesce(actual_start <= quarter_ends_on, false) as is_started,
        coalesce(actual_finish <= quarter_ends_on, false) as is_finished
    from projects
),

behind as (
    select
        gaps.quarter,
        gaps.basis,
        'behind' as kind,
        gaps.town_code,
        gaps.dept_code,
        gaps.project_id as subject_id,
        '“' || gaps.project_name || '”季末计划进度' || {{ shown('gaps.planned_pct', 1) }} || '%，最近月报进度'
        || {{ shown('gaps.progress_pct', 1) }} || '%，落后' || {{ shown('gaps.gap', 1) }} || '个百分点。' as reason,
        cast(null as integer) as days
    from gaps
    inner join rules on gaps.quarter = rules.quarter
    where gaps.gap >= rules.supervision_gap
),

late_start as (
    select
        quarter,
        basis,
        'late_start' as kind,
        town_code,
        dept_code,
        project_id as subject_id,
        '“' || project_name || '”计划于' || cast(planned_start as string) || '开工，至季末尚未开工，'
        || case when start_days = 0 then '季末当日到期。' else '已逾期' || cast(start_days as string) || '天。' end as reason,
        start_days as days
    from gaps
    where start_days >= 0 and not is_started
),

late_finish as (
    select
        quarter,
        basis,
        'late_finish' as kind,
        town_code,
        dept_code,
        project_id as subject_id,
        '“' || project_name || '”计划于' || cast(planned_finish as string) || '完工，至季末尚未完工，'
        || case when finish_days = 0 then '季末当日到期。' else '已逾期' || cast(finish_days as string) || '天。' end as reason,
        finish_days as days
    from gaps
    where finish_days >= 0 and not is_finished
),

final as (
    select * from behind
    union all
    select * from late_start
    union all
    select * from late_finish
)

select * from final
