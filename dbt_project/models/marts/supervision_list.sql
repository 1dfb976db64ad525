with matters as (
    select
        matters.*,
        4 * quarters.year + quarters.quarter_of_year as quarter_count
    from {{ ref('int_supervision_matters_listed') }} as matters
    inner join {{ ref('int_quarters_listed') }} as quarters on matters.quarter = quarters.quarter
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

-- quarters in a row differ from their place among the matter's quarters by the same number
in_runs as (
    select
        *,
        quarter_count - dense_rank() over (
            partition by basis, kind, town_code, subject_id
            order by quarter_count
        ) as run
    from matters
),

counted as (
    select
        *,
        cast(
            dense_rank() over (
                partition by basis, kind, town_code, subject_id, run
                order by quarter_count
            ) as integer
        ) as quarters_in_a_row
    from in_runs
),

final as (
    select
        counted.quarter,
        counted.basis,
        counted.kind,
        counted.town_code,
        counted.dept_code,
        counted.subject_id,
        counted.reason,
        cast(counted.days as integer) as days,
        -- a report and a rectification belong to one quarter
        case when counted.kind in ('report', 'rectification') then 1 else counted.quarters_in_a_row end as level,
        case
            when counted.kind in ('report', 'rectification') then '蓝'
            when counted.quarters_in_a_row >= rules.supervision_red_quarters then '红'
            when counted.quarters_in_a_row >= rules.supervision_orange_quarters then '橙'
            else '蓝'
        end as level_colour
    from counted
    inner join rules on counted.quarter = rules.quarter
)

select * from final
