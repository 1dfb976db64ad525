with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

due_dates as (
    select * from {{ ref('document_due_dates') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'recognition_ledger'
),

recognitions as (
    {{ accepted_rows('recognition_ledger') }}
),

quarters as (
    select distinct
        quarter,
        ends_on
    from towns
),

valid as (
    select
        quarters.quarter,
        due_dates.*
    from quarters
    inner join due_dates on quarters.ends_on >= due_dates.valid_from
),

in_force as (
    {{ last_within('valid', within='quarter, document, year', order_by='valid_from desc') }}
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
        in_force.document,
        in_force.year,
        in_force.due_on,
        min(filings.filed_on) as filed_on,
        min(filings.recognised_on) as recognised_on,
        min(filings.disclosed_on) as disclosed_on
    from towns
    inner join in_force on towns.quarter = in_force.quarter
    left join filings
        on
            towns.quarter = filings.quarter
            and towns.basis = filings.basis
            and towns.town_code = filings.town_code
            and in_force.document = filings.document
            -- a blueprint is of no year
            and (in_force.year is null or in_force.year = filings.year)
    group by
        towns.quarter, towns.basis, towns.town_code, in_force.document, in_force.year, in_force.due_on
)

select * from final
