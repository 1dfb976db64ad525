with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

rules as (
    select
        rule,
        value,
        valid_from,
        source
    from {{ ref('rules') }}
    union all
    select
        'report_due_day' as rule,
        cast(due_day as double) as value,
        valid_from,
        source
    from {{ ref('due_days') }}
    where form = 'monthly_report'
),

valid as (
    select
        quarters.quarter,
        rules.rule,
        rules.value,
        rules.valid_from,
        rules.source
    from quarters
    inner join rules on quarters.ends_on >= rules.valid_from
),

final as (
    {{ last_within('valid', within='quarter, rule', order_by='valid_from desc') }}
)

select
    quarter,
    rule,
    value,
    valid_from,
    source,
    -- a source begins with "assumed" where the action plan states nothing: nobody else reads that word
    source like 'assumed%' as is_assumed
from final
