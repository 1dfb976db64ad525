with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'monthly_report'
),

activities as (
    {{ accepted_rows('engagement') }}
),

final as (
    select
        moments.quarter,
        moments.basis,
        submissions.unit_code as town_code,
        submissions.period as month,
        activities.held_on,
        activities.kind,
        activities.participants,
        activities.opinions,
        activities.answered,
        activities.submission_id,
        activities.row_number
    from moments
    inner join submissions
        on
            moments.quarter = submissions.quarter
            and moments.basis = submissions.basis
            and submissions.period between moments.first_month and moments.last_month
    inner join activities on submissions.submission_id = activities.submission_id
)

select * from final
