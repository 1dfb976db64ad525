{%- set nothing = 'cast(null as string)' %}
{%- set earlier_cell %}{{ month_in_words('earlier_month') }} || '月报（“' || {{ bare_name('earlier_file') }} || '”第 '
            || cast(earlier_row_number as string) || ' 行）的 '
{%- endset %}

with suggested as (
    select * from {{ ref('int_project_numbers_suggested') }}
),

units as (
    select
        submission_id,
        table_name,
        field,
        max(header_unit) as header_unit
    from {{ ref('stg_sheet_columns') }}
    group by submission_id, table_name, field
),

across_files as (
    {%- for model, figure, compared_with, earlier in [
        ('int_project_findings_raised', nothing, nothing, nothing),
        ('int_department_findings_raised', nothing, nothing, nothing),
        ('int_progress_findings_raised', 'figure', 'detail', earlier_cell),
        ('int_investment_findings_raised', 'figure', 'detail', "''"),
    ] %}
        {{ 'union all' if not loop.first }}
        select
            submission_id,
            table_name,
            sheet,
            row_number,
            field,
            value,
            template_code,
            {{ figure }} as figure,
            {{ compared_with }} as compared_with,
            {{ earlier }} as earlier
        from {{ ref(model) }}
    {%- endfor %}
),

final as (
    select
        across_files.submission_id,
        across_files.table_name,
        across_files.sheet,
        across_files.row_number,
        across_files.field,
        across_files.value,
        across_files.template_code,
        case
            when across_files.figure is null then across_files.value
            when across_files.template_code = 'W02' then across_files.figure
            -- as the file shows it: the fault may lie in the header's unit, unless the amount has its own
            when units.header_unit is not null and translate(across_files.value, '元万亿', '') = across_files.value
                then
                    across_files.value || '（按表头单位“' || units.header_unit || '”折合为 ' || across_files.figure
                    || ' 万元）'
            else across_files.figure || ' 万元'
        end as shown_value,
        case
            when suggested.project_id is not null
                then
                    '（已知编号中最接近的是“' || suggested.project_id || '”'
                    || coalesce('，' || suggested.project_name, '') || '）'
            else across_files.earlier || across_files.compared_with
        end as detail
    from across_files
    left join suggested
        on
            across_files.submission_id = suggested.submission_id
            and across_files.table_name = suggested.table_name
            and across_files.row_number = suggested.row_number
    left join units
        on
            across_files.submission_id = units.submission_id
            and across_files.table_name = units.table_name
            and across_files.field = units.field
)

select * from final
