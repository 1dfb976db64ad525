-- a figure beside the cards with something in it was made from rows; a report that did not come has none
with figures as (
    {%- for figure in ['population', 'coverage', 'mean_coverage', 'progress_index', 'investment_ratio', 'projects', 'finished', 'ytd_investment', 'year_investment'] %}
        select
            quarter,
            basis,
            scope,
            '{{ figure }}' as figure
        from {{ ref('district_quarter') }}
        where {{ figure }} > 0
        union all
    {%- endfor %}
    {%- for figure in ['projects', 'started', 'finished', 'progress_index', 'ytd_investment', 'year_investment'] %}
        select
            quarter,
            basis,
            'task:' || cast(task_no as string) as scope,
            '{{ figure }}' as figure
        from {{ ref('task_quarter') }}
        where {{ figure }} > 0
        union all
    {%- endfor %}
    select
        quarter,
        basis,
        'indicator:' || indicator_code || case when town_code = 'district' then '' else ':' || town_code end as scope,
        'value' as figure
    from {{ ref('fct_indicator_quarter') }}
    where value is not null
    {%- for figure in ['planned', 'paid'] %}
        union all
        select
            quarter,
            basis,
            'fund:' || fund_source || ':' || town_code as scope,
            '{{ figure }}' as figure
        from {{ ref('funding_quarter') }}
        where {{ figure }} > 0
    {%- endfor %}
    union all
    select
        quarter,
        basis,
        'matter:' || kind || ':' || town_code || ':' || subject_id as scope,
        'matter' as figure
    from {{ ref('supervision_list') }}
    where kind <> 'report'
    {%- for figure in ['ytd_investment', 'paid'] %}
        union all
        select
            quarter,
            basis,
            'discrepancy:' || town_code || ':' || project_id as scope,
            '{{ figure }}' as figure
        from {{ ref('discrepancy') }}
        where {{ figure }} > 0
    {%- endfor %}
    {%- for figure in ['completion', 'coverage', 'satisfaction'] %}
        union all
        select
            cast(year as string) || 'Q4' as quarter,
            basis,
            'year:' || town_code as scope,
            '{{ figure }}' as figure
        from {{ ref('town_year') }}
        where {{ figure }} > 0
    {%- endfor %}
)

select figures.*
from figures
left join {{ ref('figure_evidence') }} as evidence
    on
        figures.quarter = evidence.quarter
        and figures.basis = evidence.basis
        and figures.scope = evidence.scope
        and figures.figure = evidence.figure
where evidence.submission_id is null
