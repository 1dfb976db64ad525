with months as (
    select * from {{ ref('int_months_listed') }}
),

cycle as (
    select * from {{ ref('cycle') }}
),

rules as (
    select * from {{ ref('rules') }}
    where rule = 'cutoff_day'
),

run as (
    select * from {{ ref('int_run_dated') }}
),

quarters as (
    select
        months.quarter,
        months.year,
        cast(substr(months.quarter, 6, 1) as integer) as quarter_of_year,
        min(months.month) as first_month,
        max(months.month) as last_month,
        min(months.starts_on) as starts_on,
        max(months.ends_on) as ends_on
    from months
    cross join cycle
    where months.quarter between cycle.first_quarter and cycle.last_quarter
    group by months.quarter, months.year
),

cutoffs as (
    select
        quarters.*,
        rules.valid_from,
        {{ end_of_day(day_of_next_month('quarters.ends_on', 'rules.value')) }} as cutoff_at
    from quarters
    inner join rules on quarters.ends_on >= rules.valid_from
),

in_force as (
    {{ last_within('cutoffs', within='quarter', order_by='valid_from desc') }}
),

final as (
    select
        in_force.quarter,
        in_force.year,
        in_force.quarter_of_year,
        in_force.first_month,
        in_force.last_month,
        in_force.starts_on,
        in_force.ends_on,
        cast(cast(in_force.year as string) || '-01-01' as date) as year_starts_on,
        in_force.cutoff_at,
        in_force.cutoff_at <= run.as_of_at as is_due
    from in_force
    cross join run
)

select * from final
