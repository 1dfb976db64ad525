{%- set tables = ['plan_projects', 'project_progress', 'issues', 'disbursement_ledger', 'approval_ledger'] %}

with rows_read as (
    select * from {{ ref('int_rows_read') }}
),

owners as (
    select * from {{ ref('int_projects_owned') }}
),

naming as (
    {%- for table in tables %}
        select
            '{{ table }}' as table_name,
            submission_id,
            row_number,
            project_id,
            {{ as_typed('raw', 'project_id') }} as typed
        from {{ ref('stg_' ~ table) }}
        where project_id is not null
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

judged as (
    select
        rows_read.table_name,
        rows_read.submission_id,
        rows_read.sheet,
        rows_read.row_number,
        rows_read.form,
        rows_read.unit_code,
        rows_read.received_at,
        naming.project_id,
        coalesce(naming.typed, naming.project_id) as value,
        case
            -- a plan names its own projects: only an earlier plan of another town can forbid it
            when rows_read.table_name = 'plan_projects'
                then case
                    when
                        owners.town_code <> rows_read.unit_code
                        and (
                            owners.known_from < rows_read.received_at
                            or (
                                owners.known_from = rows_read.received_at
                                and (owners.file_name, owners.sha256) < (rows_read.file_name, rows_read.sha256)
                            )
                        )
                        then 'E11_PLAN'
                end
            when owners.known_from is null or owners.known_from > rows_read.received_at then 'E06'
            when rows_read.form = 'monthly_report' and owners.town_code <> rows_read.unit_code then 'E11'
        end as template_code
    from rows_read
    inner join naming
        on
            rows_read.submission_id = naming.submission_id
            and rows_read.table_name = naming.table_name
            and rows_read.row_number = naming.row_number
    left join owners on naming.project_id = owners.project_id
),

final as (
    select
        *,
        'project_id' as field
    from judged
    where template_code is not null
)

select * from final
