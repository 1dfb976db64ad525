with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

months as (
    select * from {{ ref('int_reports_judged') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

sums as (
    select
        quarter,
        basis,
        town_code,
        count(*) as months,
        {{ exact_sum('punctuality') }} as punctuality,
        -- months that expect no project are left out
        count(case when projects_expected > 0 then 1 end) as months_expecting,
        {{ exact_sum('projects_reported / nullif(cast(projects_expected as double), 0)') }} as shares_reported,
        sum(rows_read) as rows_read,
        sum(rows_quarantined) as rows_quarantined
    from months
    group by quarter, basis, town_code
),

-- a town without a plan or a report owed one: 0 of 1
sides as (
    select
        sums.*,
        towns.has_report,
        rules.accuracy_penalty,
        case when towns.has_plan then sums.months_expecting else 1 end as completeness_of,
        case when towns.has_report then sums.rows_read else 1 end as accuracy_of
    from sums
    inner join rules on sums.quarter = rules.quarter
    inner join towns
        on
            sums.quarter = towns.quarter
            and sums.basis = towns.basis
            and sums.town_code = towns.town_code
),

final as (
    select
        quarter,
        basis,
        town_code,
        'R1' as metric_code,
        punctuality as numerator,
        months as denominator,
        punctuality / months as ratio
    from sides
    union all
    select
        quarter,
        basis,
        town_code,
        'R2' as metric_code,
        shares_reported as numerator,
        completeness_of as denominator,
        case when completeness_of > 0 then shares_reported / completeness_of end as ratio
    from sides
    union all
    select
        quarter,
        basis,
        town_code,
        'R3' as metric_code,
        rows_quarantined as numerator,
        accuracy_of as denominator,
        case
            when not has_report then 0
            when accuracy_of > 0
                then greatest(0.0, 1 - accuracy_penalty * rows_quarantined / cast(accuracy_of as double))
        end as ratio
    from sides
)

select * from final
