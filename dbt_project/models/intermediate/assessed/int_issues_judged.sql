with issues as (
    select * from {{ ref('int_issues_in_force') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

-- those whose days to be resolved ended in the quarter or not long before
final as (
    select
        issues.quarter,
        issues.basis,
        issues.town_code,
        issues.issue_id,
        issues.dept_code,
        issues.raised_on,
        issues.resolved_on,
        issues.submission_id,
        issues.sheet,
        issues.row_number,
        coalesce(issues.days_to_resolve <= rules.issue_days, false) as is_resolved_in_time
    from issues
    inner join rules on issues.quarter = rules.quarter
    where
        issues.days_since_raised < rules.issue_window_days
        and issues.days_since_raised >= rules.issue_days
)

select * from final
