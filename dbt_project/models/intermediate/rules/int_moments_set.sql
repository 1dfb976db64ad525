with quarters as (
    select * from {{ ref('int_quarters_listed') }}
    where is_due
),

run as (
    select * from {{ ref('int_run_dated') }}
),

final as (
    select
        quarters.*,
        'cutoff' as basis,
        quarters.cutoff_at as as_of_at
    from quarters
    union all
    select
        quarters.*,
        'latest' as basis,
        run.as_of_at
    from quarters
    cross join run
)

select * from final
