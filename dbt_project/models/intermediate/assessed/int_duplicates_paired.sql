with duplicate_rows as (
    select * from {{ ref('int_duplicate_rows_matched') }}
),

-- a pair counts once, however many of its rows in the plans of several years qualify
final as (
    select
        quarter,
        basis,
        first_project_id,
        second_project_id,
        first_town_code,
        second_town_code,
        min(distance_m) as distance_m
    from duplicate_rows
    group by quarter, basis, first_project_id, second_project_id, first_town_code, second_town_code
)

select * from final
