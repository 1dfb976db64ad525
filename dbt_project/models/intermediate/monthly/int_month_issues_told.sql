with towns as (
    select * from {{ ref('int_month_towns_listed') }}
),

told as (
    {{ told_by_reports('issues', [
        'issue_id', 'project_id', 'category', 'description', 'dept', 'raised_on', 'status', 'resolved_on',
    ]) }}
),

compared_with_earlier as (
    select
        *,
        bool_or(is_earlier) over (partition by month, basis, town_code, issue_id) as is_told_before,
        bool_or(is_earlier and status = '已解决')
            over (partition by month, basis, town_code, issue_id) as is_closed_before
    from told
),

-- an issue that its town stops reporting stays as it was
latest as (
    {{ last_within(
        'compared_with_earlier', within='month, basis, town_code, issue_id', order_by='told_for desc'
    ) }}
),

dated as (
    select
        latest.*,
        towns.starts_on,
        towns.ends_on,
        towns.next_starts_on,
        towns.next_ends_on,
        towns.since,
        towns.reported_before,
        latest.status <> '已解决' as is_open,
        {{ day_of_next_month('latest.raised_on', 'towns.issue_days') }} as due_on
    from latest
    inner join towns
        on
            latest.month = towns.month
            and latest.basis = towns.basis
            and latest.town_code = towns.town_code
),

final as (
    select
        month,
        basis,
        town_code,
        issue_id,
        project_id,
        category,
        description,
        dept as dept_code,
        told_for,
        raised_on,
        status,
        resolved_on,
        due_on,
        is_open,
        not is_earlier
        and not is_told_before
        and (reported_before is not null or raised_on >= starts_on) as is_new,
        not is_earlier
        and not is_open
        and not is_closed_before
        and (is_told_before or resolved_on >= since) as is_newly_closed,
        -- it is late from the day after its last one
        is_open and due_on < ends_on and due_on >= {{ day_of_next_month('starts_on', -1) }} as is_newly_late,
        is_open and due_on between next_starts_on and next_ends_on as is_due_next
    from dated
)

select * from final
