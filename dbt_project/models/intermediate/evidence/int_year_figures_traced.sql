with years as (
    select * from {{ ref('int_towns_assessed') }}
    where quarter_of_year = 4
),

projects as (
    select * from {{ ref('int_projects_counted') }}
),

rows_of_projects as (
    select * from {{ ref('int_project_rows_listed') }}
),

ratings as (
    select * from {{ ref('int_satisfactions_in_force') }}
),

coverages as (
    select * from {{ ref('int_coverage_evidence_traced') }}
),

sources as (
    select
        years.quarter,
        years.basis,
        years.town_code,
        'completion' as figure,
        rows_of_projects.table_name,
        rows_of_projects.submission_id,
        rows_of_projects.row_number
    from years
    inner join projects
        on
            years.quarter = projects.quarter
            and years.basis = projects.basis
            and years.town_code = projects.town_code
            and extract(year from projects.planned_finish) = years.year
    inner join rows_of_projects
        on
            projects.quarter = rows_of_projects.quarter
            and projects.basis = rows_of_projects.basis
            and projects.project_id = rows_of_projects.project_id
    union all
    select distinct
        years.quarter,
        years.basis,
        years.town_code,
        'coverage' as figure,
        coverages.table_name,
        coverages.submission_id,
        coverages.row_number
    from years
    inner join coverages
        on
            years.quarter = coverages.quarter
            and years.basis = coverages.basis
            and years.town_code = coverages.unit_code
    union all
    select
        years.quarter,
        years.basis,
        years.town_code,
        'satisfaction' as figure,
        'satisfaction_ledger' as table_name,
        ratings.submission_id,
        ratings.row_number
    from years
    inner join ratings
        on
            years.quarter = ratings.quarter
            and years.basis = ratings.basis
            and years.town_code = ratings.town_code
),

final as (
    select
        quarter,
        basis,
        'year:' || town_code as scope,
        figure,
        table_name,
        submission_id,
        row_number
    from sources
)

select * from final
