with quarters as (
    select * from {{ ref('int_quarters_listed') }}
),

due_dates as (
    select * from {{ ref('document_due_dates') }}
),

valid as (
    select
        quarters.quarter,
        due_dates.*,
        -- the blueprint is due once for all years, a plan for its own
        coalesce(due_dates.year, quarters.year) = quarters.year as is_of_quarter
    from quarters
    inner join due_dates on quarters.ends_on >= due_dates.valid_from
),

latest as (
    {{ last_within('valid', within='quarter, document, year', order_by='valid_from desc') }}
),

final as (
    select
        latest.quarter,
        latest.document,
        latest.year,
        coalesce(moved.due_on, latest.due_on) as due_on,
        latest.is_of_quarter
    from latest
    left join {{ ref('moved_due_dates') }} as moved
        on
            moved.form = {{ form_of_document('latest.document') }}
            and moved.period = {{ period_of_document('latest.year') }}
)

select * from final
