with sources as (
    select * from {{ ref('int_evidence_traced') }}
),

final as (
    select
        quarter,
        basis,
        unit_code,
        metric_code,
        item_id,
        table_name,
        submission_id,
        sheet,
        row_number
    from sources
)

select * from final
