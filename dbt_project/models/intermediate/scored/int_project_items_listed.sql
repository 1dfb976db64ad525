with projects as (
    select * from {{ ref('int_projects_scored') }}
),

counting as (
    select * from projects
    where counts
),

final as (
    select
        quarter,
        basis,
        town_code as unit_code,
        'P3' as metric_code,
        project_id as item_id,
        project_name as item_name,
        is_complete as numerator,
        1 as denominator
    from projects
    {%- for metric, unit, numerator, denominator, condition in [
        ('D1', 'town_code', 'is_started', 'is_start_due', 'is_start_due = 1'),
        ('D2', 'town_code', 'finish_value', 'is_finish_due', 'is_finish_due = 1'),
        ('D3', 'town_code', 'weighted_progress', 'weighted_plan', 'weighted_plan > 0'),
        ('F1', 'town_code', 'ytd_investment', 'investment_due', 'ytd_investment > 0 or investment_due > 0'),
        ('F2', 'town_code', 'agrees', 'is_compared', 'is_compared = 1'),
        ('K3', 'dept_code', 'weighted_progress', 'weighted_plan', 'weighted_plan > 0'),
    ] %}
        union all
        select
            quarter,
            basis,
            {{ unit }} as unit_code,
            '{{ metric }}' as metric_code,
            project_id as item_id,
            project_name as item_name,
            {{ numerator }} as numerator,
            {{ denominator }} as denominator
        from counting
        where {{ condition }}
    {%- endfor %}
)

select * from final
