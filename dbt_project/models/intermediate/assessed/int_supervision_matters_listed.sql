with projects as (
    select * from {{ ref('int_projects_supervised') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

issues as (
    select
        issues.quarter,
        issues.basis,
        'issue' as kind,
        issues.town_code,
        issues.dept_code,
        issues.issue_id as subject_id,
        issues.category || '类问题于' || cast(issues.raised_on as string) || '提出，处理状态为“' || issues.status || '”，至季末已'
        || cast(issues.days_since_raised as string) || '天未解决。' as reason,
        issues.days_since_raised as days
    from {{ ref('int_issues_in_force') }} as issues
    inner join rules on issues.quarter = rules.quarter
    where issues.status <> '已解决' and issues.days_since_raised > rules.supervision_issue_days
),

reports as (
    select
        towns.quarter,
        towns.basis,
        'report' as kind,
        towns.town_code,
        cast(null as string) as dept_code,
        months.month as subject_id,
        substr(months.month, 1, 4) || '年' || cast(cast(substr(months.month, 6, 2) as integer) as string)
        || '月的街镇月报尚无受理记录。' as reason,
        cast(null as integer) as days
    from {{ ref('int_towns_assessed') }} as towns
    inner join {{ ref('int_months_listed') }} as months on towns.quarter = months.quarter
    inner join {{ ref('int_moments_set') }} as moments
        on
            towns.quarter = moments.quarter
            and towns.basis = moments.basis
    inner join {{ ref('int_due_dates_in_force') }} as due_dates
        on
            months.quarter = due_dates.quarter
            and months.month = due_dates.period
            and due_dates.form = 'monthly_report'
    left join {{ ref('int_reports_first_received') }} as first_reports
        on
            towns.quarter = first_reports.quarter
            and towns.basis = first_reports.basis
            and towns.town_code = first_reports.town_code
            and months.month = first_reports.month
    -- a due day may be moved beyond the cut-off: until it has passed nothing is missing
    where first_reports.submission_id is null and due_dates.due_at <= moments.as_of_at
),

pairs as (
    select * from {{ ref('int_duplicates_paired') }}
),

-- each pair once for each town of it
pair_towns as (
    select
        *,
        first_town_code as town_code
    from pairs
    union all
    select
        *,
        second_town_code as town_code
    from pairs
    where first_town_code <> second_town_code
),

duplicates as (
    select
        quarter,
        basis,
        'duplicate' as kind,
        town_code,
        cast(null as string) as dept_code,
        first_project_id || '+' || second_project_id as subject_id,
        '项目' || first_project_id || '与' || second_project_id || '为同类新建设施，相距' || {{ shown('distance_m', 0) }}
        || '米，疑似重复建设。' as reason,
        cast(null as integer) as days
    from pair_towns
),

rectifications as (
    select
        quarter,
        basis,
        'rectification' as kind,
        town_code,
        dept_code,
        supervision_id as subject_id,
        '督促整改期限为' || cast(rectify_by as string)
        || case
            when rectified_on is null then '，尚无整改完成日期'
            else '，于' || cast(rectified_on as string) || '逾期完成整改'
        end
        || '，至季末距期限已' || cast(days_overdue as string) || '天。' as reason,
        days_overdue as days
    from {{ ref('int_rectifications_overdue') }}
),

final as (
    {%- for kind in ['projects', 'issues', 'reports', 'duplicates', 'rectifications'] %}
        select * from {{ kind }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
