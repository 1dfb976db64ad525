with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select
        submissions.*,
        moments.ends_on
    from {{ ref('int_submissions_in_force') }} as submissions
    inner join moments
        on
            submissions.quarter = moments.quarter
            and submissions.basis = moments.basis
            and submissions.period <= moments.last_month
    where submissions.form = 'facility_ledger'
),

facilities as (
    {{ accepted_rows('facility_ledger') }}
),

latest as (
    {{ last_within('submissions', within='quarter, basis, unit_code', order_by='period desc') }}
),

final as (
    select
        latest.quarter,
        latest.basis,
        latest.unit_code as dept_code,
        facilities.facility_id,
        facilities.facility_name,
        facilities.facility_type,
        facilities.town as town_code,
        facilities.community_code,
        facilities.lon,
        facilities.lat,
        facilities.opened_on,
        facilities.status,
        facilities.submission_id,
        facilities.row_number,
        facilities.status = '在用' and coalesce(facilities.opened_on <= latest.ends_on, true) as is_in_use
    from latest
    inner join facilities on latest.submission_id = facilities.submission_id
)

select * from final
