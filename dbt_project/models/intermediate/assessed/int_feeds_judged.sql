with moments as (
    select * from {{ ref('int_moments_set') }}
),

months as (
    select * from {{ ref('int_months_listed') }}
),

feeds as (
    select * from {{ ref('expected_feeds') }}
),

due_dates as (
    select * from {{ ref('int_due_dates_in_force') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome in ('accepted', 'withdrawn')
),

-- what is sent on change is never due
expected as (
    select
        moments.quarter,
        moments.basis,
        moments.as_of_at,
        feeds.dept_code,
        feeds.form,
        months.month as period
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
        moments.quarter as period
    from moments
    cross join feeds
    where feeds.frequency = 'quarterly'
),

received as (
    select
        expected.*,
        submissions.submission_id,
        submissions.file_name,
        submissions.sha256,
        submissions.received_at
    from expected
    left join submissions
        on
            expected.dept_code = submissions.unit_code
            and expected.form = submissions.form
            and expected.period = submissions.period
            and expected.as_of_at >= submissions.received_at
            and (submissions.withdrawn_at is null or expected.as_of_at < submissions.withdrawn_at)
),

first_received as (
    {{ last_within(
        'received',
        within='quarter, basis, dept_code, form, period',
        order_by='received_at, file_name, sha256'
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
            when first_received.received_at <= due_dates.due_at then rules.report_value_on_time
            when first_received.received_at <= due_dates.late_at then rules.report_value_late
            else rules.report_value_later
        end as punctuality
    from first_received
    inner join rules on first_received.quarter = rules.quarter
    inner join due_dates
        on
            first_received.quarter = due_dates.quarter
            and first_received.form = due_dates.form
            and first_received.period = due_dates.period
)

select * from final
