with months as (
    select * from {{ ref('int_months_listed') }}
),

rules as (
    select * from {{ ref('rules') }}
    where rule in ('issue_days', 'suspect_total_times')
),

deadlines as (
    select * from {{ ref('int_deadlines_dated') }}
),

run as (
    select * from {{ ref('int_run_dated') }}
),

valid as (
    select
        months.month,
        rules.rule,
        rules.value,
        rules.valid_from
    from months
    inner join rules on months.ends_on >= rules.valid_from
),

in_force as (
    {{ last_within('valid', within='month, rule', order_by='valid_from desc') }}
),

pivoted as (
    select
        month,
        cast(max(case when rule = 'issue_days' then value end) as integer) as issue_days,
        max(case when rule = 'suspect_total_times' then value end) as suspect_total_times
    from in_force
    group by month
),

-- what is not due yet cannot be missing: a month closes with the last form for it, the quarter's in its last month
last_days as (
    select
        months.month,
        max(deadlines.closes_on) as closes_on
    from months
    inner join deadlines
        on
            months.month = deadlines.period
            or (months.quarter = deadlines.period and extract(month from months.ends_on) in (3, 6, 9, 12))
    group by months.month
),

closed as (
    select
        months.*,
        {{ day_of_next_month('months.ends_on', 1) }} as next_starts_on,
        last_day({{ day_of_next_month('months.ends_on', 1) }}) as next_ends_on,
        pivoted.issue_days,
        pivoted.suspect_total_times,
        {{ end_of_day('last_days.closes_on') }} as closes_at
    from months
    inner join pivoted on months.month = pivoted.month
    inner join last_days on months.month = last_days.month
),

final as (
    {%- for basis, moment in [('cutoff', 'closed.closes_at'), ('latest', 'run.as_of_at')] %}
        {{ 'union all' if not loop.first }}
        select
            closed.*,
            '{{ basis }}' as basis,
            {{ moment }} as as_of_at
        from closed
        cross join run
        where closed.closes_at <= run.as_of_at
    {%- endfor %}
)

select * from final
