with projects as (
    select * from {{ ref('int_projects_scored') }}
    where counts and is_compared = 1 and agrees = 0
),

final as (
    select
        quarter,
        basis,
        town_code,
        project_id,
        project_name,
        dept_code,
        ytd_investment,
        paid
    from projects
)

select * from final
