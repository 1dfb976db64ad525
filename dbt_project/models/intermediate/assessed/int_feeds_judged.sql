with moments as (
    select * from {{ ref('int_moments_set') }}
),

months as (
    select * from {{ ref('int_months_listed') }}
),

feeds as (
    select * from {{ ref('expected_feeds') }}
),

due_days as (
    select * from {{ ref('int_due_days_in_force') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome = 'accepted'
),

-- what is sent on change is never due
expected as (
    select
        moments.quarter,
        moments.basis,
        moments.as_of_at,
        feeds.dept_code,
        feeds.form,
        months.month as period,
        months.ends_on
    from moments
    inner join months on moments.quarter = months.quarter
    cross join feeds
    where feeds.frequency = 'monthly'
    union all
    select
        moments.quarter,
        moments.basis,
        moments.as_of_at,
        feeds.dept_code,
        feeds.form,
        moments.quarter as period,
        moments.ends_on
    from moments
    cross join feeds
    where feeds.frequency = 'quarterly'
),

received as (
    select
        expected.*,
        submissions.submission_id,
        submissions.file_name,
        submissions.received_at
    from expected
    left join submissions
        on
            expected.dept_code = submissions.unit_code
            and expected.form = submissions.form
            and expected.period = submissions.period
            and expected.as_of_at >= submissions.received_at
),

first_received as (
    {{ last_within(
        'received',
        within='quarter, basis, dept_code, form, period',
        order_by='received_at, file_name'
    ) }}
),

final as (
    select
        first_received.quarter,
        first_received.basis,
        first_received.dept_code,
        first_received.form,
        first_received.period,
        first_received.submission_id,
        first_received.received_at,
        case
            when first_received.submission_id is null then 0
            when
                first_received.received_at
                <= {{ end_of_day(day_of_next_month('first_received.ends_on', 'due_days.due_day')) }}
                then rules.report_value_on_time
            when
                first_received.received_at
                <= {{ end_of_day(day_of_next_month('first_received.ends_on', 'rules.report_late_day')) }}
                then rules.report_value_late
            else rules.report_value_later
        end as punctuality
    from first_received
    inner join rules on first_received.quarter = rules.quarter
    inner join due_days
        on
            first_received.quarter = due_days.quarter
            and first_received.form = due_days.form
)

select * from final
