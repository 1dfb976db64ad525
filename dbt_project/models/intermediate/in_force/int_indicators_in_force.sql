with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'indicator_ledger'
),

figures as (
    {{ accepted_rows('indicator_ledger') }}
),

final as (
    select
        moments.quarter,
        moments.basis,
        figures.indicator_code,
        figures.town as town_code,
        submissions.period as month,
        figures.numerator,
        figures.denominator,
        figures.submission_id,
        figures.row_number
    from moments
    inner join submissions
        on
            moments.quarter = submissions.quarter
            and moments.basis = submissions.basis
            and submissions.period between moments.first_month and moments.last_month
    inner join figures on submissions.submission_id = figures.submission_id
)

select * from final
