select
    dept_code,
    form,
    frequency
from {{ ref('expected_feeds') }}
