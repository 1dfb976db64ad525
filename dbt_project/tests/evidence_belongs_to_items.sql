select
    evidence.quarter,
    evidence.basis,
    evidence.unit_code,
    evidence.metric_code,
    evidence.item_id
from {{ ref('metric_item_evidence') }} as evidence
left join {{ ref('metric_item') }} as items
    on
        evidence.quarter = items.quarter
        and evidence.basis = items.basis
        and evidence.unit_code = items.unit_code
        and evidence.metric_code = items.metric_code
        and evidence.item_id = items.item_id
where items.item_id is null
