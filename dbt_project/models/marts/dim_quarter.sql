with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

final as (
    select
        quarter,
        year,
        quarter_of_year,
        starts_on,
        ends_on,
        cutoff_at,
        is_due
    from quarters
)

select * from final
