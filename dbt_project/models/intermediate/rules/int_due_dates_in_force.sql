with due_days as (
    select * from {{ ref('int_due_days_in_force') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

moved as (
    select * from {{ ref('moved_due_dates') }}
),

periods as (
    select
        quarter,
        month as period,
        ends_on
    from {{ ref('int_months_listed') }}
    union all
    select
        quarter,
        quarter as period,
        ends_on
    from {{ ref('int_quarters_listed') }}
),

dated as (
    select
        periods.quarter,
        due_days.form,
        periods.period,
        coalesce(
            moved.due_on,
            {{ day_of_next_month('periods.ends_on', 'due_days.due_day') }}
        ) as due_on,
        {{ day_of_next_month('periods.ends_on', 'rules.report_late_day') }} as usual_late_on
    from periods
    inner join due_days on periods.quarter = due_days.quarter
    inner join rules on periods.quarter = rules.quarter
    left join moved
        on
            due_days.form = moved.form
            and periods.period = moved.period
),

-- a due day that was moved beyond the 10th is also the last day that counts as a little late
final as (
    select
        quarter,
        form,
        period,
        {{ end_of_day('due_on') }} as due_at,
        {{ end_of_day('greatest(due_on, usual_late_on)') }} as late_at
    from dated
)

select * from final
