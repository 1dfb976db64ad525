with items as (
    select * from {{ ref('int_adjustment_items_listed') }}
),

duplicate_rows as (
    select * from {{ ref('int_duplicate_rows_matched') }}
),

overdue as (
    select * from {{ ref('int_rectifications_overdue') }}
),

communities as (
    select * from {{ ref('int_communities_in_force') }}
    where new_city
),

in_reach as (
    select * from {{ ref('int_facilities_reached') }}
),

sources as (
    {%- for place in ['first', 'second'] %}
        select
            quarter,
            basis,
            'A1' as metric_code,
            first_project_id || '+' || second_project_id as item_id,
            cast(null as string) as town_code,
            'plan_projects' as table_name,
            {{ place }}_submission_id as submission_id,
            {{ place }}_row_number as row_number
        from duplicate_rows
        union all
    {%- endfor %}
    select
        quarter,
        basis,
        'A2' as metric_code,
        dept_code || '/' || supervision_id as item_id,
        town_code,
        'supervision_ledger' as table_name,
        submission_id,
        row_number
    from overdue
    union all
    select
        quarter,
        basis,
        'A3' as metric_code,
        'new_city' as item_id,
        town_code,
        'community_ledger' as table_name,
        submission_id,
        row_number
    from communities
    union all
    select
        communities.quarter,
        communities.basis,
        'A3' as metric_code,
        'new_city' as item_id,
        communities.town_code,
        'facility_ledger' as table_name,
        in_reach.submission_id,
        in_reach.row_number
    from communities
    inner join in_reach
        on
            communities.quarter = in_reach.quarter
            and communities.basis = in_reach.basis
            and communities.community_code = in_reach.community_code
),

-- two plans may name a pair's project in several rows
final as (
    select distinct
        items.quarter,
        items.basis,
        items.unit_code,
        items.metric_code,
        items.item_id,
        sources.table_name,
        sources.submission_id,
        sources.row_number
    from items
    inner join sources
        on
            items.quarter = sources.quarter
            and items.basis = sources.basis
            and items.metric_code = sources.metric_code
            and items.item_id = sources.item_id
            and coalesce(sources.town_code, items.unit_code) = items.unit_code
)

select * from final
