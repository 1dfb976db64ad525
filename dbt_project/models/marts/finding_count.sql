with findings as (
    select * from {{ ref('int_findings_gathered') }}
),

final as (
    select
        submission_id,
        code,
        count(*) as findings
    from findings
    group by submission_id, code
)

select * from final
