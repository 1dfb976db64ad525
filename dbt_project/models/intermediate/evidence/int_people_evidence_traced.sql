with issues as (
    select * from {{ ref('int_issues_judged') }}
),

ratings as (
    select * from {{ ref('int_satisfactions_in_force') }}
    where is_of_quarter
),

final as (
    {%- for metric, unit in [('S1', 'town_code'), ('K4', 'dept_code')] %}
        select
            quarter,
            basis,
            {{ unit }} as unit_code,
            '{{ metric }}' as metric_code,
            town_code || '/' || issue_id as item_id,
            'issues' as table_name,
            submission_id,
            row_number
        from issues
        where {{ unit }} is not null
        union all
    {%- endfor %}
    {%- for metric in ['S2', 'S3'] %}
        select
            quarter,
            basis,
            town_code as unit_code,
            '{{ metric }}' as metric_code,
            month || '/' || dept_code || '/' || facility_id as item_id,
            'satisfaction_ledger' as table_name,
            submission_id,
            row_number
        from ratings
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
