-- a code with an underscore is another wording of the code before it
select
    code,
    severity,
    title,
    mended_by,
    ask
from {{ ref('finding_codes') }}
where length(code) = 3
