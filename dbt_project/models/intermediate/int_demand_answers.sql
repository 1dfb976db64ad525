with moments as (
    select * from {{ ref('int_as_of') }}
),

blueprints as (
    select * from {{ ref('int_blueprints_in_force') }}
),

demands as (
    {{ accepted_rows('demands') }}
),

plan_projects as (
    select * from {{ ref('int_plan_projects') }}
    where demand_ids is not null
),

latest_reports as (
    select * from {{ ref('int_latest_reports_of_all') }}
),

rules as (
    select * from {{ ref('int_quarter_rules') }}
),

promises as (
    select
        plan_projects.quarter,
        plan_projects.basis,
        plan_projects.plan_year,
        plan_projects.town_code,
        plan_projects.project_id,
        {{ each_entry('plan_projects.demand_ids') }} as demand_id
    from plan_projects
),

answers as (
    select
        promises.quarter,
        promises.basis,
        promises.town_code,
        trim(promises.demand_id) as demand_id,
        max(
            case latest_reports.status
                when '完工' then rules.response_value_finished
                when '在建' then rules.response_value_building
                when '取消' then 0
                else rules.response_value_other
            end
        ) as answer
    from promises
    inner join moments
        on
            promises.quarter = moments.quarter
            and promises.basis = moments.basis
            and promises.plan_year <= moments.year
    inner join rules on promises.quarter = rules.quarter
    left join latest_reports
        on
            promises.quarter = latest_reports.quarter
            and promises.basis = latest_reports.basis
            and promises.town_code = latest_reports.town_code
            and promises.project_id = latest_reports.project_id
    group by promises.quarter, promises.basis, promises.town_code, trim(promises.demand_id)
),

final as (
    select
        blueprints.quarter,
        blueprints.basis,
        blueprints.town_code,
        demands.demand_id,
        demands.community_code,
        cast(demands.task_no as integer) as task_no,
        demands.facility_type,
        demands.service_class,
        demands.priority,
        demands.submission_id,
        demands.row_number,
        coalesce(answers.answer, 0) as answer
    from blueprints
    inner join demands on blueprints.submission_id = demands.submission_id
    left join answers
        on
            blueprints.quarter = answers.quarter
            and blueprints.basis = answers.basis
            and blueprints.town_code = answers.town_code
            and demands.demand_id = answers.demand_id
)

select * from final
