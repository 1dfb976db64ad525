with sources as (
    select * from {{ ref('int_evidence_traced') }}
),

-- a row may matter to several parts of a metric: here it is listed once
final as (
    select distinct
        quarter,
        basis,
        unit_code,
        metric_code,
        table_name,
        submission_id,
        file_name,
        sheet,
        row_number
    from sources
)

select * from final
