-- the shape alone: the rows are the register of publications, which the snapshot takes from there
-- (publishing/snapshot.py), so that the warehouse stays a function of what was submitted
select
    cast(null as string) as quarter,
    cast(null as integer) as version,
    cast(null as string) as basis,
    cast(null as timestamp with time zone) as as_of,
    cast(null as string) as approved_by,
    cast(null as timestamp with time zone) as approved_at,
    cast(null as string) as reason,
    cast(null as string) as manifest_sha256
where false
