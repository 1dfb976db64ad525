with submissions as (
    select * from {{ ref('stg_submissions') }}
),

withdrawals as (
    select * from {{ ref('stg_withdrawals') }}
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

-- a line names a file by its path below the inbox or by its bare name, of one receipt or of all until then
withdrawn as (
    select
        received.submission_id,
        min(withdrawals.withdrawn_at) as withdrawn_at
    from received
    inner join withdrawals
        on
            withdrawals.file_name in (received.file_name, {{ bare_name('received.file_name') }})
            and coalesce(withdrawals.received_at, received.received_at) = received.received_at
            and received.received_at <= withdrawals.withdrawn_at
    cross join run
    where withdrawals.withdrawn_at <= run.as_of_at
    group by received.submission_id
),

-- what is sent again after its bytes were withdrawn is no duplicate
renewed as (
    select
        received.submission_id,
        count(distinct withdrawn.withdrawn_at) as withdrawals_before
    from received
    inner join received as same_bytes
        on
            received.sha256 = same_bytes.sha256
            and received.form = same_bytes.form
            and received.unit_code = same_bytes.unit_code
            and received.period = same_bytes.period
    inner join withdrawn
        on
            same_bytes.submission_id = withdrawn.submission_id
            and received.received_at >= withdrawn.withdrawn_at
    group by received.submission_id
),

-- the same bytes for the same form, unit and period: the first counts, unless it was refused
arrivals as (
    select
        received.*,
        withdrawn.withdrawn_at,
        row_number() over (
            partition by
                received.sha256,
                received.form,
                received.unit_code,
                received.period,
                received.rejected_by is null,
                coalesce(renewed.withdrawals_before, 0)
            order by received.received_at, received.file_name
        ) as arrival
    from received
    left join withdrawn on received.submission_id = withdrawn.submission_id
    left join renewed on received.submission_id = renewed.submission_id
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
            when withdrawn_at is not null then 'withdrawn'
            else 'accepted'
        end as outcome,
        withdrawn_at
    from arrivals
)

select * from final
