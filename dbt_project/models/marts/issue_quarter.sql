with issues as (
    select * from {{ ref('int_issues_in_force') }}
),

final as (
    select
        quarter,
        basis,
        town_code,
        issue_id,
        project_id,
        category,
        description,
        dept_code,
        raised_on,
        status,
        resolved_on,
        month,
        submission_id,
        sheet,
        row_number
    from issues
)

select * from final
