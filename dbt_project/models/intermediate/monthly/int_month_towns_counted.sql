with towns as (
    select * from {{ ref('int_month_towns_listed') }}
),

quarantined as (
    select
        submission_id,
        count(case when not is_accepted then 1 end) as rows_quarantined
    from {{ ref('int_rows_judged') }}
    where table_name in ('project_progress', 'issues')
    group by submission_id
),

invested as (
    select
        month,
        basis,
        town_code,
        case when count(month_investment) > 0 then {{ exact_sum('month_investment') }} end as month_investment,
        count(case when month_investment is null then 1 end) as without_month_investment
    from {{ ref('int_month_projects_told') }}
    where is_of_month
    group by month, basis, town_code
),

open_issues as (
    select
        month,
        basis,
        town_code,
        count(case when is_open then 1 end) as issues_open
    from {{ ref('int_month_issues_told') }}
    group by month, basis, town_code
),

counted as (
    select
        month,
        basis,
        town_code,
        count(case when kind = 'started' then 1 end) as started,
        count(case when kind = 'finished' then 1 end) as finished,
        count(case when kind = 'issue_new' then 1 end) as issues_new,
        count(case when kind = 'issue_closed' then 1 end) as issues_closed,
        count(case when kind in ('start_late', 'finish_late', 'issue_late') then 1 end) as turned_late,
        count(case when kind in ('start_due', 'finish_due', 'issue_due') then 1 end) as due_next
    from {{ ref('int_month_items_listed') }}
    group by month, basis, town_code
),

suspected as (
    select
        month,
        basis,
        town_code,
        count(*) as suspects
    from {{ ref('int_month_suspects_found') }}
    group by month, basis, town_code
),

final as (
    select
        towns.month,
        towns.basis,
        towns.town_code,
        towns.as_of_at,
        towns.report_id,
        towns.plan_id is not null as has_plan,
        -- a town that has not reported has told nothing: that is not 0
        {%- for column in ['started', 'finished', 'issues_new', 'issues_closed'] %}
            case when towns.report_id is not null then coalesce(counted.{{ column }}, 0) end as {{ column }},
        {%- endfor %}
        case when towns.report_id is not null then coalesce(suspected.suspects, 0) end as suspects,
        case when towns.report_id is not null then coalesce(quarantined.rows_quarantined, 0) end as rows_quarantined,
        invested.month_investment,
        invested.without_month_investment,
        case
            when coalesce(towns.report_id, towns.reported_before) is not null
                then coalesce(open_issues.issues_open, 0)
        end as issues_open,
        coalesce(counted.turned_late, 0) as turned_late,
        coalesce(counted.due_next, 0) as due_next
    from towns
    left join quarantined on towns.report_id = quarantined.submission_id
    {%- for table in ['invested', 'open_issues', 'counted', 'suspected'] %}
        left join {{ table }}
            on
                towns.month = {{ table }}.month
                and towns.basis = {{ table }}.basis
                and towns.town_code = {{ table }}.town_code
    {%- endfor %}
)

select * from final
