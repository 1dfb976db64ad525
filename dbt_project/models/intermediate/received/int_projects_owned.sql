with rows_read as (
    select * from {{ ref('int_rows_read') }}
    where table_name = 'plan_projects' and is_valid_by_itself and outcome = 'accepted'
),

plan_projects as (
    select * from {{ ref('stg_plan_projects') }}
),

plan_rows as (
    select
        plan_projects.project_id,
        plan_projects.project_name,
        rows_read.unit_code as town_code,
        rows_read.received_at as known_from,
        rows_read.file_name,
        rows_read.sha256
    from plan_projects
    inner join rows_read
        on
            plan_projects.submission_id = rows_read.submission_id
            and plan_projects.row_number = rows_read.row_number
),

-- the first valid row of an id is accepted, those of other towns after it are not: so one town owns it, for good
final as (
    {{ last_within('plan_rows', within='project_id', order_by='known_from, file_name, sha256') }}
)

select
    project_id,
    project_name,
    town_code,
    known_from,
    file_name,
    sha256
from final
