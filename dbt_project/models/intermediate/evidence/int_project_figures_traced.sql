{%- set figures = {
    'projects': 'true',
    'started': 'is_started',
    'finished': 'is_finished',
    'progress_index': 'weighted_plan > 0',
    'investment_ratio': 'ytd_investment > 0 or investment_due > 0',
    'ytd_investment': 'ytd_investment > 0',
    'year_investment': 'year_investment > 0',
} %}

with projects as (
    select * from {{ ref('int_projects_counted') }}
),

rows_of_projects as (
    select * from {{ ref('int_project_rows_listed') }}
),

scoped as (
    select
        *,
        'district' as scope
    from projects
    union all
    select
        *,
        'new_city' as scope
    from projects
    where is_new_city
    union all
    select
        *,
        'task:' || cast(task_no as string) as scope
    from projects
),

-- a task has no ratio of investment, and the district does not count what has begun
items as (
    {%- for figure, condition in figures.items() %}
        select
            quarter,
            basis,
            scope,
            '{{ figure }}' as figure,
            project_id
        from scoped
        where
            ({{ condition }})
            {%- if figure == 'started' %}
                and scope like 'task:%'
            {%- elif figure == 'investment_ratio' %}
                and scope not like 'task:%'
            {%- endif %}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

-- what is planned stands in the plan alone, what is done in the latest report alone
final as (
    select
        items.quarter,
        items.basis,
        items.scope,
        items.figure,
        rows_of_projects.table_name,
        rows_of_projects.submission_id,
        rows_of_projects.row_number
    from items
    inner join rows_of_projects
        on
            items.quarter = rows_of_projects.quarter
            and items.basis = rows_of_projects.basis
            and items.project_id = rows_of_projects.project_id
    where
        (items.figure <> 'year_investment' or rows_of_projects.table_name = 'plan_projects')
        and (items.figure <> 'ytd_investment' or rows_of_projects.table_name = 'project_progress')
)

select * from final
