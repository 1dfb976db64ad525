{#- so many signs of a number may be mistyped: what differs in more is another number #}
{%- set most_mistyped = 3 %}

with unknown as (
    select * from {{ ref('int_project_findings_raised') }}
    where template_code = 'E06'
),

owners as (
    select * from {{ ref('int_projects_owned') }}
),

-- a town is told its own projects only, as far as they were known when its file was received
alike as (
    select
        unknown.submission_id,
        unknown.table_name,
        unknown.row_number,
        owners.project_id,
        owners.project_name,
        levenshtein(unknown.project_id, owners.project_id) as signs_apart
    from unknown
    inner join owners
        on
            unknown.received_at >= owners.known_from
            and (unknown.form <> 'monthly_report' or unknown.unit_code = owners.town_code)
),

near as (
    select * from alike
    where signs_apart <= {{ most_mistyped }}
),

final as (
    {{ last_within('near', within='submission_id, table_name, row_number', order_by='signs_apart, project_id') }}
)

select
    submission_id,
    table_name,
    row_number,
    project_id,
    project_name
from final
