with quarter_ends as (
    select
        quarter,
        max(ends_on) as rules_on
    from {{ ref('int_months_listed') }}
    group by quarter
),

forms as (
    select distinct form from {{ ref('due_days') }}
),

valid as (
    select
        quarter_ends.rules_on,
        forms.form,
        windows.opens_day,
        windows.closes_day,
        windows.valid_from,
        windows.form is not null as is_of_form
    from quarter_ends
    cross join forms
    inner join {{ ref('reporting_windows') }} as windows
        on
            quarter_ends.rules_on >= windows.valid_from
            and forms.form = coalesce(windows.form, forms.form)
),

-- a form's own window wins over that of every form
in_force as (
    {{ last_within('valid', within='rules_on, form', order_by='is_of_form desc, valid_from desc') }}
),

final as (
    select
        rules_on,
        form,
        opens_day,
        closes_day
    from in_force
)

select * from final
