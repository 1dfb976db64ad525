with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'satisfaction_ledger'
),

ratings as (
    {{ accepted_rows('satisfaction_ledger') }}
),

final as (
    select
        moments.quarter,
        moments.basis,
        submissions.unit_code as dept_code,
        submissions.period as month,
        ratings.facility_id,
        ratings.town as town_code,
        ratings.good,
        ratings.bad,
        ratings.rectified,
        ratings.submission_id,
        ratings.sheet,
        ratings.row_number,
        submissions.period >= moments.first_month as is_of_quarter
    from moments
    inner join submissions
        on
            moments.quarter = submissions.quarter
            and moments.basis = submissions.basis
            and moments.last_month >= submissions.period
            and cast(moments.year as string) = substr(submissions.period, 1, 4)
    inner join ratings on submissions.submission_id = ratings.submission_id
)

select * from final
