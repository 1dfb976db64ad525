with projects as (
    select * from {{ ref('int_projects_assessed') }}
    where counts
),

duties as (
    select * from {{ ref('task_departments') }}
),

supervisions as (
    select distinct
        quarter,
        basis,
        dept_code,
        town_code,
        task_no
    from {{ ref('int_supervisions_in_force') }}
    where is_of_quarter
),

-- a department supervises a task in a town that has projects of it in that department's charge
owed as (
    select distinct
        projects.quarter,
        projects.basis,
        projects.dept_code,
        projects.town_code,
        projects.task_no
    from projects
    inner join duties
        on
            projects.task_no = duties.task_no
            and projects.dept_code = duties.dept_code
),

final as (
    select
        owed.*,
        supervisions.town_code is not null as is_supervised
    from owed
    left join supervisions
        on
            owed.quarter = supervisions.quarter
            and owed.basis = supervisions.basis
            and owed.dept_code = supervisions.dept_code
            and owed.town_code = supervisions.town_code
            and owed.task_no = supervisions.task_no
)

select * from final
