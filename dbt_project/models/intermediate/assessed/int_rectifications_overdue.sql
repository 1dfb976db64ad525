with moments as (
    select * from {{ ref('int_moments_set') }}
),

supervisions as (
    select * from {{ ref('int_supervisions_in_force') }}
),

final as (
    select
        supervisions.quarter,
        supervisions.basis,
        supervisions.dept_code,
        supervisions.supervision_id,
        supervisions.town_code,
        supervisions.task_no,
        supervisions.rectify_by,
        supervisions.rectified_on,
        supervisions.submission_id,
        supervisions.sheet,
        supervisions.row_number,
        {{ days_between('supervisions.rectify_by', 'moments.ends_on') }} as days_overdue
    from supervisions
    inner join moments
        on
            supervisions.quarter = moments.quarter
            and supervisions.basis = moments.basis
            and supervisions.rectify_by between moments.starts_on and moments.ends_on
    where supervisions.rectified_on is null or supervisions.rectified_on > supervisions.rectify_by
)

select * from final
