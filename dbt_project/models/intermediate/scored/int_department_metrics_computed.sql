with moments as (
    select * from {{ ref('int_moments_set') }}
),

departments as (
    select
        quarter,
        unit_code as dept_code
    from {{ ref('int_units_in_force') }}
    where unit_kind = 'department' and is_assessed
),

feeds as (
    select * from {{ ref('int_feeds_judged') }}
),

tasks as (
    select * from {{ ref('int_tasks_supervised') }}
),

projects as (
    select * from {{ ref('int_projects_scored') }}
    where counts
),

issues as (
    select * from {{ ref('int_issues_judged') }}
),

sides as (
    select
        quarter,
        basis,
        dept_code,
        'K1' as metric_code,
        {{ exact_sum('punctuality') }} as numerator,
        count(*) as denominator
    from feeds
    group by quarter, basis, dept_code
    union all
    select
        quarter,
        basis,
        dept_code,
        'K2' as metric_code,
        count(case when is_supervised then 1 end) as numerator,
        count(*) as denominator
    from tasks
    group by quarter, basis, dept_code
    union all
    select
        quarter,
        basis,
        dept_code,
        'K3' as metric_code,
        {{ exact_sum('weighted_progress') }} as numerator,
        {{ exact_sum('weighted_plan') }} as denominator
    from projects
    group by quarter, basis, dept_code
    union all
    select
        quarter,
        basis,
        dept_code,
        'K4' as metric_code,
        count(case when is_resolved_in_time then 1 end) as numerator,
        count(*) as denominator
    from issues
    group by quarter, basis, dept_code
),

metrics as (
    select charge.metric_code from (values ('K1'), ('K2'), ('K3'), ('K4')) as charge (metric_code)
),

final as (
    select
        moments.quarter,
        moments.basis,
        departments.dept_code,
        metrics.metric_code,
        coalesce(sides.numerator, 0) as numerator,
        coalesce(sides.denominator, 0) as denominator,
        sides.numerator / nullif(cast(sides.denominator as double), 0) as ratio
    from moments
    inner join departments on moments.quarter = departments.quarter
    cross join metrics
    left join sides
        on
            moments.quarter = sides.quarter
            and moments.basis = sides.basis
            and departments.dept_code = sides.dept_code
            and metrics.metric_code = sides.metric_code
)

select * from final
