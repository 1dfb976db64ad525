with deadlines as (
    select * from {{ ref('int_deadlines_dated') }}
),

run as (
    select * from {{ ref('int_run_dated') }}
),

-- a thing is expected once the month has begun in which it is due
final as (
    select
        deadlines.unit_code,
        deadlines.form,
        deadlines.period,
        deadlines.due_at,
        {{ day_of_next_month('deadlines.due_on', 1) }} as late_from
    from deadlines
    cross join run
    where cast(date_trunc('month', deadlines.due_on) as date) <= cast(run.as_of_at as date)
)

select * from final
