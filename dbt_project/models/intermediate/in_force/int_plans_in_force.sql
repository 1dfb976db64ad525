with submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'annual_plan'
),

final as (
    select
        quarter,
        basis,
        unit_code as town_code,
        cast(period as integer) as plan_year,
        submission_id
    from submissions
)

select * from final
