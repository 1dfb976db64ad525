with covered as (
    select * from {{ ref('int_scopes_covered') }}
    where ratio is not null
),

communities as (
    select * from {{ ref('int_communities_in_force') }}
),

in_reach as (
    select * from {{ ref('int_facilities_reached') }}
),

scopes as (
    select distinct
        quarter,
        basis,
        scope
    from covered
),

people as (
    select
        scopes.quarter,
        scopes.basis,
        scopes.scope,
        communities.community_code,
        communities.submission_id,
        communities.row_number
    from scopes
    inner join communities
        on
            scopes.quarter = communities.quarter
            and scopes.basis = communities.basis
            and (scopes.scope = 'district' or coalesce(communities.new_city, false))
),

-- what serves them, in whichever town it is
places as (
    select distinct
        people.quarter,
        people.basis,
        people.scope,
        in_reach.submission_id,
        in_reach.row_number
    from people
    inner join in_reach
        on
            people.quarter = in_reach.quarter
            and people.basis = in_reach.basis
            and people.community_code = in_reach.community_code
),

final as (
    {%- for figure in ['population', 'coverage', 'mean_coverage'] %}
        select
            quarter,
            basis,
            scope,
            '{{ figure }}' as figure,
            'community_ledger' as table_name,
            submission_id,
            row_number
        from people
        {% if figure != 'population' %}
            union all
            select
                quarter,
                basis,
                scope,
                '{{ figure }}' as figure,
                'facility_ledger' as table_name,
                submission_id,
                row_number
            from places
        {% endif %}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
