with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

issues as (
    select
        quarter,
        basis,
        town_code,
        count(case when is_resolved_in_time then 1 end) as in_time,
        count(*) as issues
    from {{ ref('int_issues_judged') }}
    group by quarter, basis, town_code
),

ratings as (
    select
        quarter,
        basis,
        town_code,
        sum(good) as good,
        sum(bad) as bad,
        sum(rectified) as rectified
    from {{ ref('int_satisfactions_in_force') }}
    where is_of_quarter
    group by quarter, basis, town_code
),

sides as (
    select
        quarter,
        basis,
        town_code,
        'S1' as metric_code,
        in_time as numerator,
        issues as denominator
    from issues
    union all
    select
        quarter,
        basis,
        town_code,
        'S2' as metric_code,
        good as numerator,
        good + bad as denominator
    from ratings
    union all
    select
        quarter,
        basis,
        town_code,
        'S3' as metric_code,
        rectified as numerator,
        bad as denominator
    from ratings
),

metrics as (
    select people.metric_code from (values ('S1'), ('S2'), ('S3')) as people (metric_code)
),

-- nothing raised, nothing rated: not applicable
final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        metrics.metric_code,
        coalesce(sides.numerator, 0) as numerator,
        coalesce(sides.denominator, 0) as denominator,
        case
            when sides.denominator > 0 then least(1.0, sides.numerator / cast(sides.denominator as double))
        end as ratio
    from towns
    cross join metrics
    left join sides
        on
            towns.quarter = sides.quarter
            and towns.basis = sides.basis
            and towns.town_code = sides.town_code
            and metrics.metric_code = sides.metric_code
)

select * from final
