with submissions as (
    select * from {{ ref('stg_submissions') }}
),

run as (
    select * from {{ ref('int_run_dated') }}
),

received as (
    select submissions.*
    from submissions
    cross join run
    where submissions.received_at <= run.as_of_at
),

-- the same bytes for the same form, unit and period: the first counts, unless it was refused
arrivals as (
    select
        *,
        row_number() over (
            partition by sha256, form, unit_code, period, rejected_by is null
            order by received_at, file_name
        ) as arrival
    from received
),

final as (
    select
        submission_id,
        sha256,
        form,
        unit_code,
        period,
        file_name,
        received_at,
        rejected_by,
        case
            when rejected_by is not null then 'rejected'
            when arrival > 1 then 'duplicate'
            else 'accepted'
        end as outcome
    from arrivals
)

select * from final
