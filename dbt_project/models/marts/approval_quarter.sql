with moments as (
    select * from {{ ref('int_moments_set') }}
),

towns as (
    select * from {{ ref('towns') }}
),

approvals as (
    select
        approvals.*,
        coalesce(approvals.accepted_on between moments.starts_on and moments.ends_on, false) as is_accepted_in_quarter,
        coalesce(approvals.closed_on between moments.starts_on and moments.ends_on, false) as is_closed_in_quarter,
        approvals.accepted_on <= moments.ends_on
        and coalesce(approvals.closed_on > moments.ends_on, true) as is_pending,
        {{ days_between('approvals.accepted_on', 'approvals.closed_on') }} as days_taken
    from {{ ref('int_approvals_in_force') }} as approvals
    inner join moments
        on
            approvals.quarter = moments.quarter
            and approvals.basis = moments.basis
),

final as (
    select
        moments.quarter,
        moments.basis,
        towns.town_code,
        count(case when approvals.is_accepted_in_quarter then 1 end) as accepted,
        count(case when approvals.is_closed_in_quarter then 1 end) as closed,
        count(case when approvals.is_pending then 1 end) as pending,
        median(case when approvals.is_closed_in_quarter then cast(approvals.days_taken as double) end) as median_days
    from moments
    cross join towns
    left join approvals
        on
            moments.quarter = approvals.quarter
            and moments.basis = approvals.basis
            and towns.town_code = approvals.town_code
    group by moments.quarter, moments.basis, towns.town_code
)

select * from final
