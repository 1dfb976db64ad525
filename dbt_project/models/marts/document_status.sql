with documents as (
    select * from {{ ref('int_documents_filed') }}
),

final as (
    select
        quarter,
        basis,
        town_code,
        document,
        year,
        due_on,
        filed_on,
        recognised_on,
        disclosed_on,
        cast(
            case
                when filed_on <= due_on then 0
                else {{ days_between('due_on', 'filed_on') }}
            end as integer
        ) as days_late
    from documents
)

select * from final
