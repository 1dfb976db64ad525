with months as (
    select
        *,
        max(ends_on) over (partition by quarter) as rules_on
    from {{ ref('int_months_listed') }}
),

quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

towns as (
    select * from {{ ref('towns') }}
),

documents as (
    select * from {{ ref('document_due_dates') }}
),

-- what a unit sends for every month or quarter, when that ends, and the quarter's last day, whose rules hold for it
periodic as (
    select
        towns.town_code as unit_code,
        'monthly_report' as form,
        months.month as period,
        months.ends_on,
        months.rules_on
    from months
    cross join towns
    union all
    select
        feeds.dept_code as unit_code,
        feeds.form,
        months.month as period,
        months.ends_on,
        months.rules_on
    from months
    cross join {{ ref('expected_feeds') }} as feeds
    where feeds.frequency = 'monthly'
    union all
    select
        feeds.dept_code as unit_code,
        feeds.form,
        quarters.quarter as period,
        quarters.ends_on,
        quarters.ends_on as rules_on
    from quarters
    cross join {{ ref('expected_feeds') }} as feeds
    where feeds.frequency = 'quarterly'
),

dated as (
    select
        periodic.unit_code,
        periodic.form,
        periodic.period,
        due_days.valid_from,
        {{ day_of_next_month('periodic.ends_on', 'due_days.due_day') }} as due_on,
        {{ day_of_next_month('periodic.ends_on', 'windows.opens_day') }} as opens_on,
        {{ day_of_next_month('periodic.ends_on', 'windows.closes_day') }} as closes_on
    from periodic
    inner join {{ ref('due_days') }} as due_days
        on
            periodic.form = due_days.form
            and periodic.rules_on >= due_days.valid_from
    inner join {{ ref('int_reporting_windows_dated') }} as windows
        on
            periodic.form = windows.form
            and periodic.rules_on = windows.rules_on
    union all
    select
        towns.town_code as unit_code,
        {{ form_of_document('documents.document') }} as form,
        {{ period_of_document('documents.year') }} as period,
        documents.valid_from,
        documents.due_on,
        -- a document has no period that would have to end first
        cast(date_trunc('month', documents.due_on) as date) as opens_on,
        -- nor does a month's close wait for it
        cast(null as date) as closes_on
    from documents
    cross join towns
),

first_days as (
    select
        unit_code,
        min(valid_from) as first_day
    from {{ ref('unit_names') }}
    group by unit_code
),

latest as (
    {{ last_within('dated', within='unit_code, form, period', order_by='valid_from desc') }}
),

final as (
    select
        latest.unit_code,
        latest.form,
        latest.period,
        latest.opens_on,
        coalesce(moved.due_on, latest.due_on) as due_on,
        {{ end_of_day('coalesce(moved.due_on, latest.due_on)') }} as due_at,
        -- a due day beyond the close, as after a holiday, is the last day too
        case
            when latest.closes_on is not null then greatest(latest.closes_on, coalesce(moved.due_on, latest.due_on))
        end as closes_on
    from latest
    left join {{ ref('moved_due_dates') }} as moved
        on
            latest.form = moved.form
            and latest.period = moved.period
    left join first_days on latest.unit_code = first_days.unit_code
    -- who was not there yet owed nothing
    where first_days.first_day is null or first_days.first_day <= latest.due_on
)

select * from final
