with cycle as (
    select
        cast(first_month || '-01' as date) as first_day,
        cast(
            substr(last_quarter, 1, 4) || '-'
            || case substr(last_quarter, 6, 1) when '1' then '03' when '2' then '06' when '3' then '09' else '12' end
            || '-01' as date
        ) as last_day
    from {{ ref('cycle') }}
),

months as (
    select {{ each_month('first_day', 'last_day') }} as starts_on from cycle
),

final as (
    select
        {{ month_text('starts_on') }} as month,
        cast(extract(year from starts_on) as string)
        || 'Q'
        || cast(extract(quarter from starts_on) as string) as quarter,
        cast(extract(year from starts_on) as integer) as year,
        starts_on,
        last_day(starts_on) as ends_on
    from months
)

select * from final
