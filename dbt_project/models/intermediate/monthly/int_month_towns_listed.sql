with months as (
    select * from {{ ref('int_months_closed') }}
),

names as (
    select * from {{ ref('unit_names') }}
),

submissions as (
    select * from {{ ref('int_month_submissions_in_force') }}
),

first_days as (
    select
        unit_code,
        min(valid_from) as first_day
    from names
    group by unit_code
),

filed as (
    select
        month,
        basis,
        town_code,
        max(case when form = 'monthly_report' and period = month then submission_id end) as report_id,
        max(case when form = 'annual_plan' then submission_id end) as plan_id,
        max(case when form = 'monthly_report' and period < month then period end) as reported_before
    from submissions
    group by month, basis, town_code
),

final as (
    select
        months.month,
        months.basis,
        months.as_of_at,
        months.starts_on,
        months.ends_on,
        months.next_starts_on,
        months.next_ends_on,
        months.issue_days,
        towns.town_code,
        filed.report_id,
        filed.plan_id,
        filed.reported_before,
        -- what was done since then can be new in this month's report
        case
            when filed.reported_before is null then months.starts_on
            else {{ day_of_next_month("last_day(cast(filed.reported_before || '-01' as date))", 1) }}
        end as since
    from months
    cross join {{ ref('towns') }} as towns
    left join first_days on towns.town_code = first_days.unit_code
    left join filed
        on
            months.month = filed.month
            and months.basis = filed.basis
            and towns.town_code = filed.town_code
    where first_days.first_day is null or first_days.first_day <= months.ends_on
)

select * from final
