with submissions as (
    select * from {{ ref('int_submissions_judged') }}
    where outcome = 'accepted'
),

-- of two received at once the lesser file name held for no moment: held_from = held_until
final as (
    select
        submission_id,
        form,
        unit_code,
        period,
        received_at as held_from,
        lead(received_at) over (
            partition by form, unit_code, period
            order by received_at, file_name, sha256
        ) as held_until
    from submissions
)

select * from final
