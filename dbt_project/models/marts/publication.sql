-- versions are kept in the folder `published`; none of them is read into the warehouse yet
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
