with discrepancies as (
    select * from {{ ref('int_projects_scored') }}
    where counts and is_compared = 1 and agrees = 0
),

rows_of_projects as (
    select * from {{ ref('int_project_rows_listed') }}
    where table_name = 'project_progress'
),

payments as (
    select
        *,
        'disbursement_ledger' as table_name
    from {{ ref('int_payments_in_force') }}
),

final as (
    {%- for figure, sources in [('ytd_investment', 'rows_of_projects'), ('paid', 'payments')] %}
        select
            discrepancies.quarter,
            discrepancies.basis,
            'discrepancy:' || discrepancies.town_code || ':' || discrepancies.project_id as scope,
            '{{ figure }}' as figure,
            {{ sources }}.table_name,
            {{ sources }}.submission_id,
            {{ sources }}.row_number
        from discrepancies
        inner join {{ sources }}
            on
                discrepancies.quarter = {{ sources }}.quarter
                and discrepancies.basis = {{ sources }}.basis
                and discrepancies.project_id = {{ sources }}.project_id
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select * from final
