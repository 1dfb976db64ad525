with documents as (
    select * from {{ ref('int_document_due_dates_in_force') }}
    where is_of_quarter
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'recognition_ledger'
),

recognitions as (
    {{ accepted_rows('recognition_ledger') }}
),

filings as (
    select
        documents.quarter,
        submissions.basis,
        recognitions.town as town_code,
        documents.document,
        recognitions.filed_on,
        submissions.period,
        submissions.file_name,
        submissions.submission_id,
        recognitions.row_number
    from documents
    inner join submissions on documents.quarter = submissions.quarter
    inner join recognitions
        on
            submissions.submission_id = recognitions.submission_id
            and documents.document = recognitions.document
            -- a blueprint is of no year
            and (documents.year is null or documents.year = recognitions.year)
),

-- the ledgers of later months say it again: the first that says it is taken for all
first_filed as (
    {{ last_within(
        'filings',
        within='quarter, basis, town_code, document',
        order_by='filed_on, period, file_name, submission_id, row_number'
    ) }}
),

final as (
    select
        quarter,
        basis,
        town_code as unit_code,
        case document when '行动蓝图' then 'P1' else 'P2' end as metric_code,
        document as item_id,
        'recognition_ledger' as table_name,
        submission_id,
        row_number
    from first_filed
)

select * from final
