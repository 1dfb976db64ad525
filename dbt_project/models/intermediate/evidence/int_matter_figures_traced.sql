with matters as (
    select * from {{ ref('int_supervision_matters_listed') }}
),

rows_of_projects as (
    select * from {{ ref('int_project_rows_listed') }}
),

issues as (
    select * from {{ ref('int_issues_in_force') }}
),

rectifications as (
    select * from {{ ref('int_rectifications_overdue') }}
),

duplicate_rows as (
    select * from {{ ref('int_duplicate_rows_matched') }}
),

-- a report that did not come has no row to show
sources as (
    {%- for kind in ['behind', 'late_start', 'late_finish'] %}
        select
            quarter,
            basis,
            '{{ kind }}' as kind,
            cast(null as string) as town_code,
            project_id as subject_id,
            table_name,
            submission_id,
            row_number
        from rows_of_projects
        union all
    {%- endfor %}
    select
        quarter,
        basis,
        'issue' as kind,
        town_code,
        issue_id as subject_id,
        'issues' as table_name,
        submission_id,
        row_number
    from issues
    union all
    select
        quarter,
        basis,
        'rectification' as kind,
        town_code,
        supervision_id as subject_id,
        'supervision_ledger' as table_name,
        submission_id,
        row_number
    from rectifications
    {%- for place in ['first', 'second'] %}
        union all
        select
            quarter,
            basis,
            'duplicate' as kind,
            cast(null as string) as town_code,
            first_project_id || '+' || second_project_id as subject_id,
            'plan_projects' as table_name,
            {{ place }}_submission_id as submission_id,
            {{ place }}_row_number as row_number
        from duplicate_rows
    {%- endfor %}
),

final as (
    select distinct
        matters.quarter,
        matters.basis,
        'matter:' || matters.kind || ':' || matters.town_code || ':' || matters.subject_id as scope,
        'matter' as figure,
        sources.table_name,
        sources.submission_id,
        sources.row_number
    from matters
    inner join sources
        on
            matters.quarter = sources.quarter
            and matters.basis = sources.basis
            and matters.kind = sources.kind
            and matters.subject_id = sources.subject_id
            and coalesce(sources.town_code, matters.town_code) = matters.town_code
)

select * from final
