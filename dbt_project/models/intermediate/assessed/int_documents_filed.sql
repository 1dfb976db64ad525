with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

due_dates as (
    select * from {{ ref('int_document_due_dates_in_force') }}
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
        submissions.quarter,
        submissions.basis,
        recognitions.town as town_code,
        recognitions.document,
        recognitions.year,
        recognitions.filed_on,
        recognitions.recognised_on,
        recognitions.disclosed_on
    from submissions
    inner join recognitions on submissions.submission_id = recognitions.submission_id
),

final as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        due_dates.document,
        due_dates.year,
        due_dates.due_on,
        min(filings.filed_on) as filed_on,
        min(filings.recognised_on) as recognised_on,
        min(filings.disclosed_on) as disclosed_on
    from towns
    inner join due_dates on towns.quarter = due_dates.quarter
    left join filings
        on
            towns.quarter = filings.quarter
            and towns.basis = filings.basis
            and towns.town_code = filings.town_code
            and due_dates.document = filings.document
            -- a blueprint is of no year
            and (due_dates.year is null or due_dates.year = filings.year)
    group by
        towns.quarter, towns.basis, towns.town_code, due_dates.document, due_dates.year, due_dates.due_on
)

select * from final
