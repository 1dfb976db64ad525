with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

months as (
    select * from {{ ref('int_months_listed') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

due_dates as (
    select * from {{ ref('int_due_dates_in_force') }}
    where form = 'monthly_report'
),

first_reports as (
    select * from {{ ref('int_reports_first_received') }}
),

rows_counted as (
    select
        submission_id,
        count(*) as rows_read,
        count(case when not is_accepted then 1 end) as rows_quarantined
    from {{ ref('int_rows_judged') }}
    where table_name in ('project_progress', 'issues')
    group by submission_id
),

projects_counted as (
    select
        quarter,
        basis,
        town_code,
        month,
        count(*) as projects_expected,
        count(case when is_reported then 1 end) as projects_reported
    from {{ ref('int_project_months_expected') }}
    where is_expected
    group by quarter, basis, town_code, month
),

final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        months.month,
        first_reports.submission_id,
        case
            when first_reports.submission_id is null then 0
            when first_reports.received_at <= due_dates.due_at then rules.report_value_on_time
            when first_reports.received_at <= due_dates.late_at then rules.report_value_late
            else rules.report_value_later
        end as punctuality,
        coalesce(rows_counted.rows_read, 0) as rows_read,
        coalesce(rows_counted.rows_quarantined, 0) as rows_quarantined,
        coalesce(projects_counted.projects_expected, 0) as projects_expected,
        coalesce(projects_counted.projects_reported, 0) as projects_reported
    from towns
    inner join rules on towns.quarter = rules.quarter
    inner join months on towns.quarter = months.quarter
    inner join due_dates
        on
            towns.quarter = due_dates.quarter
            and months.month = due_dates.period
    left join first_reports
        on
            towns.quarter = first_reports.quarter
            and towns.basis = first_reports.basis
            and towns.town_code = first_reports.town_code
            and months.month = first_reports.month
    left join rows_counted on first_reports.submission_id = rows_counted.submission_id
    left join projects_counted
        on
            towns.quarter = projects_counted.quarter
            and towns.basis = projects_counted.basis
            and towns.town_code = projects_counted.town_code
            and months.month = projects_counted.month
)

select * from final
