with rows_read as (
    select rows_read.*
    from {{ ref('int_rows_read') }} as rows_read
    inner join {{ ref('departments') }} as departments on rows_read.unit_code = departments.dept_code
),

expected_feeds as (
    select * from {{ ref('expected_feeds') }}
),

kinds as (
    select
        'facility_ledger' as table_name,
        'facility_type' as field,
        facilities.submission_id,
        facilities.row_number,
        {{ as_typed('facilities.raw', 'facility_type') }} as typed,
        types.facility_type as code,
        types.dept_code
    from {{ ref('stg_facility_ledger') }} as facilities
    inner join {{ ref('facility_types') }} as types on facilities.facility_type = types.facility_type
    union all
    select
        'indicator_ledger' as table_name,
        'indicator_code' as field,
        figures.submission_id,
        figures.row_number,
        {{ as_typed('figures.raw', 'indicator_code') }} as typed,
        indicators.indicator_code as code,
        indicators.dept_code
    from {{ ref('stg_indicator_ledger') }} as figures
    inner join {{ ref('indicators') }} as indicators on figures.indicator_code = indicators.indicator_code
),

judged as (
    select
        rows_read.table_name,
        rows_read.submission_id,
        rows_read.sheet,
        rows_read.row_number,
        -- who need not send the form at all is told that once, not of each kind in it
        case
            when expected_feeds.form is null then 'E11_FEED'
            when kinds.dept_code <> rows_read.unit_code then 'E11'
        end as template_code,
        case when expected_feeds.form is not null then kinds.field end as field,
        case when expected_feeds.form is not null then coalesce(kinds.typed, kinds.code) end as value
    from rows_read
    left join expected_feeds
        on
            rows_read.unit_code = expected_feeds.dept_code
            and rows_read.form = expected_feeds.form
    left join kinds
        on
            rows_read.submission_id = kinds.submission_id
            and rows_read.table_name = kinds.table_name
            and rows_read.row_number = kinds.row_number
),

final as (
    select * from judged
    where template_code is not null
)

select * from final
