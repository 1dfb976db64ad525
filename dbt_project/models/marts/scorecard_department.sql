with totals as (
    select * from {{ ref('int_departments_totalled') }}
),

bands as (
    select * from {{ ref('int_bands_in_force') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

-- who is judged on a few points alone is not compared with who answers for projects
ranked as (
    select
        totals.quarter,
        totals.basis,
        totals.dept_code,
        cast(
            rank() over (partition by totals.quarter, totals.basis order by totals.total desc) as integer
        ) as rank
    from totals
    inner join rules on totals.quarter = rules.quarter
    where totals.applicable_points >= rules.department_rank_points
),

final as (
    select
        totals.quarter,
        totals.basis,
        totals.dept_code,
        totals.total,
        ranked.rank,
        bands.band,
        totals.applicable_points
    from totals
    inner join bands
        on
            totals.quarter = bands.quarter
            and totals.total >= bands.at_least
            and (bands.below is null or totals.total < bands.below)
    left join ranked
        on
            totals.quarter = ranked.quarter
            and totals.basis = ranked.basis
            and totals.dept_code = ranked.dept_code
)

select * from final
