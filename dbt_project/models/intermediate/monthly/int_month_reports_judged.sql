with months as (
    select * from {{ ref('int_months_closed') }}
),

deadlines as (
    select * from {{ ref('int_deadlines_dated') }}
    where form not in ('annual_plan', 'blueprint')
),

submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome <> 'duplicate'
),

due as (
    select
        months.month,
        months.basis,
        months.as_of_at,
        months.ends_on,
        deadlines.unit_code,
        deadlines.form,
        deadlines.period,
        deadlines.due_on,
        deadlines.due_at
    from months
    inner join deadlines
        on
            deadlines.period = months.month
            -- a quarter's is due with its last month's
            or (months.quarter = deadlines.period and extract(month from months.ends_on) in (3, 6, 9, 12))
),

received as (
    select
        due.month,
        due.basis,
        due.unit_code,
        due.form,
        min(submissions.received_at) as first_received_at,
        bool_or(submissions.outcome = 'rejected') as is_refused,
        min(
            case
                when
                    submissions.outcome = 'accepted'
                    or (submissions.outcome = 'withdrawn' and due.as_of_at < submissions.withdrawn_at)
                    then submissions.received_at
            end
        ) as first_accepted_at
    from due
    inner join submissions
        on
            due.unit_code = submissions.unit_code
            and due.form = submissions.form
            and due.period = submissions.period
            and due.as_of_at >= submissions.received_at
    group by due.month, due.basis, due.unit_code, due.form
),

final as (
    select
        due.month,
        due.basis,
        due.unit_code,
        due.ends_on,
        due.form,
        due.period,
        due.due_at,
        received.first_received_at,
        received.first_accepted_at,
        case
            when received.first_accepted_at <= due.due_at then 'on_time'
            when received.first_accepted_at > due.due_at then 'late'
            when due.as_of_at < due.due_at then 'not_due'
            when received.is_refused then 'refused'
            else 'missing'
        end as state,
        case
            when received.first_accepted_at > due.due_at
                then cast({{ days_between('due.due_on', 'cast(received.first_accepted_at as date)') }} as integer)
        end as days_late
    from due
    left join received
        on
            due.month = received.month
            and due.basis = received.basis
            and due.unit_code = received.unit_code
            and due.form = received.form
)

select * from final
