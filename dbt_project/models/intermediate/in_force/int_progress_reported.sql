with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'monthly_report'
),

progress as (
    {{ accepted_rows('project_progress') }}
),

final as (
    select
        moments.quarter,
        moments.basis,
        submissions.unit_code as town_code,
        submissions.period as month,
        submissions.submission_id,
        progress.row_number,
        progress.project_id,
        progress.status,
        progress.progress_pct,
        progress.actual_start,
        progress.actual_finish,
        progress.ytd_investment,
        substr(submissions.period, 1, 4) = cast(moments.year as string) as is_of_year
    from moments
    inner join submissions
        on
            moments.quarter = submissions.quarter
            and moments.basis = submissions.basis
            and moments.last_month >= submissions.period
    inner join progress on submissions.submission_id = progress.submission_id
)

select * from final
