with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

bands as (
    select * from {{ ref('bands') }}
),

valid as (
    select
        quarters.quarter,
        bands.*
    from quarters
    inner join bands on quarters.ends_on >= bands.valid_from
),

in_force as (
    {{ last_within('valid', within='quarter, band', order_by='valid_from desc') }}
),

-- a total belongs to the band from its own floor up to the next one's
final as (
    select
        quarter,
        band,
        at_least,
        lead(at_least) over (partition by quarter order by at_least) as below
    from in_force
)

select * from final
