with judged as (
    select * from {{ ref('int_month_reports_judged') }}
),

units as (
    select * from {{ ref('dim_unit') }}
),

named as (
    select
        judged.month,
        judged.basis,
        judged.unit_code,
        judged.form,
        names.name,
        names.valid_from
    from judged
    inner join {{ ref('unit_names') }} as names
        on
            judged.unit_code = names.unit_code
            and judged.ends_on >= names.valid_from
),

names_then as (
    {{ last_within('named', within='month, basis, unit_code, form', order_by='valid_from desc') }}
),

final as (
    select
        judged.month,
        judged.basis,
        judged.unit_code,
        coalesce(names_then.name, units.unit_name) as unit_name,
        units.unit_kind,
        judged.form,
        judged.period,
        judged.due_at,
        judged.first_received_at,
        judged.first_accepted_at,
        judged.state,
        judged.days_late
    from judged
    inner join units on judged.unit_code = units.unit_code
    left join names_then
        on
            judged.month = names_then.month
            and judged.basis = names_then.basis
            and judged.unit_code = names_then.unit_code
            and judged.form = names_then.form
)

select * from final
