with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

activities as (
    select * from {{ ref('int_activities_in_force') }}
),

sums as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        count(activities.row_number) as activities,
        sum(activities.participants) as participants,
        sum(activities.opinions) as opinions,
        sum(activities.answered) as answered
    from towns
    left join activities
        on
            towns.quarter = activities.quarter
            and towns.basis = activities.basis
            and towns.town_code = activities.town_code
    group by towns.quarter, towns.basis, towns.town_code
),

-- without an activity nothing was said; with some, opinions that no report states are unknown, not none
final as (
    select
        quarter,
        basis,
        town_code,
        activities,
        cast(case when activities = 0 then 0 else participants end as bigint) as participants,
        cast(case when activities = 0 then 0 else opinions end as bigint) as opinions,
        cast(case when activities = 0 then 0 else answered end as bigint) as answered
    from sums
)

select * from final
