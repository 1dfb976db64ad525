with towns as (
    select * from {{ ref('int_towns_assessed') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

documents as (
    select * from {{ ref('int_documents_filed') }}
),

projects as (
    select * from {{ ref('int_projects_scored') }}
),

-- what was never filed is worth 0, and so is no N/A
punctual as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        case documents.document when '行动蓝图' then 'P1' else 'P2' end as metric_code,
        case
            when documents.filed_on is null then 0
            when documents.filed_on <= documents.due_on then 1
            else greatest(
                0.0,
                1 - {{ days_between('documents.due_on', 'documents.filed_on') }} / rules.document_late_days
            )
        end as numerator
    from towns
    inner join rules on towns.quarter = rules.quarter
    inner join documents
        on
            towns.quarter = documents.quarter
            and towns.basis = documents.basis
            and towns.town_code = documents.town_code
            -- the blueprint is of no year, a plan is judged in its own
            and coalesce(documents.year, towns.year) = towns.year
),

complete as (
    select
        towns.quarter,
        towns.basis,
        towns.town_code,
        'P3' as metric_code,
        coalesce(sum(projects.is_complete), 0) as numerator,
        -- a town without a plan owed one: 0 of 1
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
