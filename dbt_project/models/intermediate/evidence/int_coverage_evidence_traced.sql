with covered as (
    select * from {{ ref('int_towns_covered') }}
    where ratio is not null
),

communities as (
    select * from {{ ref('int_communities_in_force') }}
),

in_reach as (
    select * from {{ ref('int_facilities_reached') }}
),

-- all people of the town, served or not
people as (
    select
        covered.quarter,
        covered.basis,
        covered.town_code,
        covered.facility_type,
        'community_ledger' as table_name,
        communities.submission_id,
        communities.row_number
    from covered
    inner join communities
        on
            covered.quarter = communities.quarter
            and covered.basis = communities.basis
            and covered.town_code = communities.town_code
),

-- what serves them, in whichever town it is
places as (
    select distinct
        covered.quarter,
        covered.basis,
        covered.town_code,
        covered.facility_type,
        'facility_ledger' as table_name,
        in_reach.submission_id,
        in_reach.row_number
    from covered
    inner join in_reach
        on
            covered.quarter = in_reach.quarter
            and covered.basis = in_reach.basis
            and covered.town_code = in_reach.town_code
            and covered.facility_type = in_reach.facility_type
),

final as (
    {%- for source in ['people', 'places'] %}
        select
            quarter,
            basis,
            town_code as unit_code,
            'C1' as metric_code,
            facility_type as item_id,
            table_name,
            submission_id,
            row_number
        from {{ source }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
