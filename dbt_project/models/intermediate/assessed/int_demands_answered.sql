with blueprints as (
    select * from {{ ref('int_blueprints_in_force') }}
),

demands as (
    {{ accepted_rows('demands') }}
),

promises as (
    select * from {{ ref('int_demand_projects_matched') }}
),

rules as (
    select * from {{ ref('int_rules_pivoted') }}
),

answers as (
    select
        promises.quarter,
        promises.basis,
        promises.town_code,
        promises.demand_id,
        max(
            case promises.status
                when '完工' then rules.response_value_finished
                when '在建' then rules.response_value_building
                when '取消' then 0
                else rules.response_value_other
            end
        ) as answer
    from promises
    inner join rules on promises.quarter = rules.quarter
    group by promises.quarter, promises.basis, promises.town_code, promises.demand_id
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
        demands.description,
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
