with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

documents as (
    select * from {{ ref('int_quarter_documents') }}
),

rules as (
    select * from {{ ref('int_quarter_rules') }}
),

submissions as (
    select * from {{ ref('int_submissions_in_force') }}
    where form = 'recognition_ledger'
),

recognitions as (
    {{ accepted_rows('recognition_ledger') }}
),

projects as (
    select * from {{ ref('int_projects_assessed') }}
),

filings as (
    select
        submissions.quarter,
        submissions.basis,
        recognitions.town as town_code,
        recognitions.document,
        recognitions.year,
        recognitions.filed_on
    from submissions
    inner join recognitions on submissions.submission_id = recognitions.submission_id
),

first_filed as (
    select
        documents.quarter,
        filings.basis,
        documents.document,
        documents.due_on,
        filings.town_code,
        min(filings.filed_on) as filed_on
    from documents
    inner join filings
        on
            documents.quarter = filings.quarter
            and documents.document = filings.document
            -- a blueprint is of no year
            and (documents.year is null or documents.year = filings.year)
    group by documents.quarter, filings.basis, documents.document, documents.due_on, filings.town_code
),

-- what was never filed is worth 0, and so is no N/A
punctual as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        case documents.document when '行动蓝图' then 'P1' else 'P2' end as metric_code,
        case
            when first_filed.filed_on is null then 0
            when first_filed.filed_on <= first_filed.due_on then 1
            else greatest(
                0.0,
                1 - {{ days_between('first_filed.due_on', 'first_filed.filed_on') }} / rules.document_late_days
            )
        end as numerator
    from towns
    inner join rules on towns.quarter = rules.quarter
    inner join documents on towns.quarter = documents.quarter
    left join first_filed
        on
            towns.quarter = first_filed.quarter
            and towns.basis = first_filed.basis
            and towns.town_code = first_filed.town_code
            and documents.document = first_filed.document
),

complete as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        'P3' as metric_code,
        count(
            case
                when
                    projects.implementing_body is not null
                    and projects.planned_start is not null
                    and projects.planned_finish is not null
                    and greatest(
                        coalesce(projects.fund_city, 0),
                        coalesce(projects.fund_district, 0),
                        coalesce(projects.fund_town, 0),
                        coalesce(projects.fund_social, 0)
                    ) > 0
                    then 1
            end
        ) as numerator,
        greatest(count(projects.project_id), 1) as denominator
    from towns
    left join projects
        on
            towns.quarter = projects.quarter
            and towns.basis = projects.basis
            and towns.town_code = projects.town_code
    group by towns.quarter, towns.basis, towns.town_code
),

final as (
    select
        quarter,
        basis,
        town_code,
        metric_code,
        numerator,
        1 as denominator,
        numerator as ratio
    from punctual
    union all
    select
        quarter,
        basis,
        town_code,
        metric_code,
        numerator,
        denominator,
        numerator / cast(denominator as double) as ratio
    from complete
)

select * from final
