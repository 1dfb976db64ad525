with deadlines as (
    select * from {{ ref('int_deadlines_dated') }}
),

run as (
    select * from {{ ref('int_run_dated') }}
),

received as (
    select
        unit_code,
        form,
        period,
        min(received_at) as first_received_at,
        min(case when outcome = 'accepted' then received_at end) as first_accepted_at
    from {{ ref('int_submissions_judged') }}
    group by unit_code, form, period
),

-- a thing is expected once it can be sent, also if its due day was moved far away
expected as (
    select deadlines.*
    from deadlines
    cross join run
    where deadlines.opens_on <= cast(run.as_of_at as date)
),

final as (
    select
        expected.unit_code,
        expected.form,
        expected.period,
        expected.due_at,
        {{ day_of_next_month('expected.due_on', 1) }} as late_from,
        received.first_received_at,
        received.first_accepted_at,
        case
            when received.first_accepted_at <= expected.due_at then 0
            else cast({{ days_between('expected.due_on', 'cast(received.first_accepted_at as date)') }} as integer)
        end as days_late
    from expected
    left join received
        on
            expected.unit_code = received.unit_code
            and expected.form = received.form
            and expected.period = received.period
)

select * from final
