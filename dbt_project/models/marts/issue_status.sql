with issues as (
    select * from {{ ref('int_issues_known') }}
),

final as (
    select
        town_code,
        issue_id,
        month as reported_for,
        project_id,
        category,
        description,
        dept_code,
        raised_on,
        status,
        resolved_on,
        resolution
    from issues
)

select * from final
