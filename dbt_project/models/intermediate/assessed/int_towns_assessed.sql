with moments as (
    select * from {{ ref('int_moments_set') }}
),

towns as (
    select
        quarter,
        unit_code as town_code,
        compare_group
    from {{ ref('int_units_in_force') }}
    where unit_kind = 'town' and is_assessed
),

with_plan as (
    select distinct
        quarter,
        basis,
        town_code
    from {{ ref('int_projects_assessed') }}
),

with_report as (
    select distinct
        quarter,
        basis,
        town_code
    from {{ ref('int_reports_first_received') }}
),

final as (
    select
        moments.quarter,
        moments.basis,
        moments.year,
        moments.quarter_of_year,
        moments.ends_on,
        towns.town_code,
        towns.compare_group,
        with_plan.town_code is not null as has_plan,
        with_report.town_code is not null as has_report,
        blueprints.town_code is not null as has_blueprint
    from moments
    inner join towns on moments.quarter = towns.quarter
    left join with_plan
        on
            moments.quarter = with_plan.quarter
            and moments.basis = with_plan.basis
            and towns.town_code = with_plan.town_code
    left join with_report
        on
            moments.quarter = with_report.quarter
            and moments.basis = with_report.basis
            and towns.town_code = with_report.town_code
    left join {{ ref('int_blueprints_in_force') }} as blueprints
        on
            moments.quarter = blueprints.quarter
            and moments.basis = blueprints.basis
            and towns.town_code = blueprints.town_code
)

select * from final
