with quarters as (
    select * from {{ ref('int_quarters_listed') }}
    where is_due
),

rules as (
    select * from {{ ref('int_rules_in_force') }}
),

metric_rules as (
    select * from {{ ref('metric_rules') }}
),

final as (
    select
        quarters.quarter,
        metric_rules.metric_code,
        metric_rules.rule,
        metric_rules.rule_name,
        rules.value,
        rules.valid_from,
        rules.source,
        rules.is_assumed
    from quarters
    inner join rules on quarters.quarter = rules.quarter
    inner join metric_rules on rules.rule = metric_rules.rule
)

select * from final
