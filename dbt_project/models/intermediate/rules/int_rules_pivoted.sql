-- rules in force on the quarter's last day hold for it on both bases
{%- set names = [
    'report_late_day', 'report_value_on_time', 'report_value_late', 'report_value_later',
    'document_late_days', 'accuracy_penalty',
    'finish_value_on_time', 'finish_value_late',
    'payment_tolerance_wan', 'payment_tolerance_share',
    'coverage_target', 'response_value_finished', 'response_value_building', 'response_value_other',
    'issue_window_days', 'issue_days',
    'duplicate_distance_m', 'duplicate_points', 'duplicate_points_least',
    'rectification_points', 'rectification_points_least', 'new_city_points', 'new_city_coverage',
    'detour_factor', 'earth_radius_m',
    'project_red_gap', 'project_red_start_days', 'project_yellow_gap',
    'department_rank_points',
    'light_green_total', 'light_green_section', 'light_yellow_total',
    'year_mean_share', 'year_result_share',
    'year_completion_weight', 'year_coverage_weight', 'year_satisfaction_weight',
    'trend_target_share', 'suspect_total_times',
    'supervision_gap', 'supervision_issue_days', 'supervision_orange_quarters', 'supervision_red_quarters',
] %}

with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

rules as (
    select * from {{ ref('rules') }}
),

valid as (
    select
        quarters.quarter,
        rules.rule,
        rules.value,
        rules.valid_from
    from quarters
    inner join rules on quarters.ends_on >= rules.valid_from
),

in_force as (
    {{ last_within('valid', within='quarter, rule', order_by='valid_from desc') }}
),

final as (
    select
        {%- for name in names %}
            max(case when rule = '{{ name }}' then value end) as {{ name }},
        {%- endfor %}
        quarter
    from in_force
    group by quarter
)

select * from final
