with items as (
    select * from {{ ref('int_month_items_listed') }}
),

final as (
    select
        month,
        basis,
        town_code,
        kind,
        subject_id,
        subject,
        task_no,
        dept_code,
        day_on,
        status,
        progress_pct,
        told_for
    from items
)

select * from final
