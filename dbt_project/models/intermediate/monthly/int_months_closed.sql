with months as (
    select * from {{ ref('int_months_listed') }}
),

rules as (
    select * from {{ ref('rules') }}
    where rule in ('cutoff_day', 'issue_days', 'suspect_total_times')
),

moved as (
    select * from {{ ref('moved_due_dates') }}
    where form = 'monthly_report'
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
        max(case when rule = 'cutoff_day' then value end) as cutoff_day,
        cast(max(case when rule = 'issue_days' then value end) as integer) as issue_days,
        max(case when rule = 'suspect_total_times' then value end) as suspect_total_times
    from in_force
    group by month
),

-- a report that is not due yet cannot be missing: a month closes on the 10th, or on its reports' moved due day
closed as (
    select
        months.*,
        {{ day_of_next_month('months.ends_on', 1) }} as next_starts_on,
        last_day({{ day_of_next_month('months.ends_on', 1) }}) as next_ends_on,
        pivoted.issue_days,
        pivoted.suspect_total_times,
        {{ end_of_day('greatest(' ~ day_of_next_month('months.ends_on', 'pivoted.cutoff_day')
            ~ ', coalesce(moved.due_on, months.ends_on))') }} as closes_at
    from months
    inner join pivoted on months.month = pivoted.month
    left join moved on months.month = moved.period
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
