select distinct
    file_name,
    received_at,
    withdrawn_at
from {{ source('landed', 'withdrawals') }}
