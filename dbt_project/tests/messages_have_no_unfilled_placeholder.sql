-- a template's {row}, {column}, {value} and {detail} are all filled; what a clerk typed may hold braces of its own
select
    submission_id,
    code,
    message
from {{ ref('fct_finding') }}
where
    message is null
    or message like '%{row}%'
    or message like '%{column}%'
    or message like '%{detail}%'
    or message like '%{sheet}%'
    or (message like '%{value}%' and coalesce(value, '') not like '%{value}%')
