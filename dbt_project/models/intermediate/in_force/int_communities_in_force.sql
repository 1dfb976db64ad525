with moments as (
    select * from {{ ref('int_moments_set') }}
),

submissions as (
    select
        submissions.*,
        moments.last_month >= submissions.period as is_by_quarter_end
    from {{ ref('int_submissions_in_force') }} as submissions
    inner join moments
        on
            submissions.quarter = moments.quarter
            and submissions.basis = moments.basis
    where submissions.form = 'community_ledger'
),

communities as (
    {{ accepted_rows('community_ledger') }}
),

-- the latest month up to the quarter's end, else the earliest after it
ranked as (
    select
        *,
        row_number() over (
            partition by quarter, basis, unit_code
            order by
                is_by_quarter_end desc,
                case when is_by_quarter_end then period end desc,
                period
        ) as choice
    from submissions
),

final as (
    select
        ranked.quarter,
        ranked.basis,
        communities.community_code,
        communities.community_name,
        communities.town as town_code,
        communities.kind,
        communities.area_kind,
        communities.circle_code,
        communities.new_city,
        communities.lon,
        communities.lat,
        communities.population,
        communities.elderly,
        communities.children,
        communities.submission_id,
        communities.row_number
    from ranked
    inner join communities on ranked.submission_id = communities.submission_id
    where ranked.choice = 1
)

select * from final
