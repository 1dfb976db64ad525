with in_reach as (
    select * from {{ ref('int_facilities_reached') }}
),

final as (
    select distinct
        quarter,
        basis,
        community_code,
        facility_type
    from in_reach
)

select * from final
