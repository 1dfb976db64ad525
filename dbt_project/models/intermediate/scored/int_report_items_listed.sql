with months as (
    select * from {{ ref('int_reports_judged') }}
),

final as (
    {%- for metric, name, numerator, denominator, condition in [
        ('R1', 'cast(null as string)', 'punctuality', '1', 'true'),
        (
            'R2', "'应报' || cast(projects_expected as string) || '项，已报' || cast(projects_reported as string) || '项'",
            'projects_reported / cast(projects_expected as double)', '1', 'projects_expected > 0',
        ),
        ('R3', 'cast(null as string)', 'rows_quarantined', 'rows_read', 'rows_read > 0'),
    ] %}
        select
            quarter,
            basis,
            town_code as unit_code,
            '{{ metric }}' as metric_code,
            month as item_id,
            {{ name }} as item_name,
            {{ numerator }} as numerator,
            {{ denominator }} as denominator
        from months
        where {{ condition }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
