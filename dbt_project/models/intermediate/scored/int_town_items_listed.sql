with documents as (
    select * from {{ ref('int_planning_metrics_computed') }}
    where metric_code in ('P1', 'P2')
),

covered as (
    select * from {{ ref('int_towns_covered') }}
    where ratio is not null
),

demands as (
    select * from {{ ref('int_demands_answered') }}
    where service_class = '品质提升' and priority in ('高', '中')
),

ratings as (
    select * from {{ ref('int_satisfactions_in_force') }}
    where is_of_quarter
),

final as (
    select
        documents.quarter,
        documents.basis,
        documents.town_code as unit_code,
        documents.metric_code,
        due_dates.document as item_id,
        '应于' || cast(due_dates.due_on as string) || '前报送' as item_name,
        documents.numerator,
        documents.denominator
    from documents
    inner join {{ ref('int_document_due_dates_in_force') }} as due_dates
        on
            documents.quarter = due_dates.quarter
            and due_dates.is_of_quarter
            and due_dates.document = case documents.metric_code when 'P1' then '行动蓝图' else '年度计划' end
    union all
    select
        covered.quarter,
        covered.basis,
        covered.town_code as unit_code,
        'C1' as metric_code,
        covered.facility_type as item_id,
        types.type_name || '（覆盖' || cast(covered.covered as string) || '人，共'
        || cast(covered.population as string) || '人）' as item_name,
        least(1.0, covered.ratio / covered.target) as numerator,
        1 as denominator
    from covered
    inner join {{ ref('facility_types') }} as types on covered.facility_type = types.facility_type
    union all
    select
        quarter,
        basis,
        town_code as unit_code,
        'C2' as metric_code,
        demand_id as item_id,
        description as item_name,
        answer as numerator,
        1 as denominator
    from demands
    {%- for metric, numerator, denominator in [('S2', 'good', 'good + bad'), ('S3', 'rectified', 'bad')] %}
        union all
        select
            quarter,
            basis,
            town_code as unit_code,
            '{{ metric }}' as metric_code,
            month || '/' || dept_code || '/' || facility_id as item_id,
            cast(null as string) as item_name,
            {{ numerator }} as numerator,
            {{ denominator }} as denominator
        from ratings
    {%- endfor %}
)

select * from final
