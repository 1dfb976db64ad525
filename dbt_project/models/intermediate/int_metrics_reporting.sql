with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

months as (
    select * from {{ ref('int_months') }}
),

rules as (
    select * from {{ ref('int_quarter_rules') }}
),

first_reports as (
    select * from {{ ref('int_first_reports') }}
),

project_months as (
    select * from {{ ref('int_project_months') }}
    where is_expected
),

judged as (
    select * from {{ ref('int_rows_judged') }}
    where table_name in ('project_progress', 'issues')
),

punctual as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        {{ exact_sum("case
            when first_reports.submission_id is null then 0
            when first_reports.received_at <= " ~ end_of_day(day_of_next_month('months.ends_on', 'rules.report_due_day'))
                ~ " then rules.report_value_on_time
            when first_reports.received_at <= " ~ end_of_day(day_of_next_month('months.ends_on', 'rules.report_late_day'))
                ~ " then rules.report_value_late
            else rules.report_value_later
        end") }} as numerator,
        count(*) as denominator
    from towns
    inner join rules on towns.quarter = rules.quarter
    inner join months on towns.quarter = months.quarter
    left join first_reports
        on
            towns.quarter = first_reports.quarter
            and towns.basis = first_reports.basis
            and towns.town_code = first_reports.town_code
            and months.month = first_reports.month
    group by towns.quarter, towns.basis, towns.town_code
),

month_shares as (
    select
        quarter,
        basis,
        town_code,
        month,
        count(case when is_reported then 1 end) / cast(count(*) as double) as share
    from project_months
    group by quarter, basis, town_code, month
),

-- months that expect no project are left out; a town without a plan owed one and gets 0
complete as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        {{ exact_sum('month_shares.share') }} as numerator,
        case when towns.has_plan then count(month_shares.month) else 1 end as denominator
    from towns
    left join month_shares
        on
            towns.quarter = month_shares.quarter
            and towns.basis = month_shares.basis
            and towns.town_code = month_shares.town_code
    group by towns.quarter, towns.basis, towns.town_code, towns.has_plan
),

accurate as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        towns.has_report,
        rules.accuracy_penalty,
        count(case when not judged.is_accepted then 1 end) as numerator,
        case when towns.has_report then count(judged.row_number) else 1 end as denominator
    from towns
    inner join rules on towns.quarter = rules.quarter
    left join first_reports
        on
            towns.quarter = first_reports.quarter
            and towns.basis = first_reports.basis
            and towns.town_code = first_reports.town_code
    left join judged on first_reports.submission_id = judged.submission_id
    group by towns.quarter, towns.basis, towns.town_code, towns.has_report, rules.accuracy_penalty
),

final as (
    select
        quarter,
        basis,
        town_code,
        'R1' as metric_code,
        numerator,
        denominator,
        numerator / denominator as ratio
    from punctual
    union all
    select
        quarter,
        basis,
        town_code,
        'R2' as metric_code,
        numerator,
        denominator,
        case when denominator > 0 then numerator / denominator end as ratio
    from complete
    union all
    select
        quarter,
        basis,
        town_code,
        'R3' as metric_code,
        numerator,
        denominator,
        case
            when not has_report then 0
            when denominator > 0 then greatest(0.0, 1 - accuracy_penalty * numerator / cast(denominator as double))
        end as ratio
    from accurate
)

select * from final
