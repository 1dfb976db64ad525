-- the only model that knows the run: everything else is a function of what was received by this moment
select {{ moment_of("'" ~ env_var('LIFECIRCLE_BUILD_AS_OF', '2023-06-01T00:00:00+08:00') ~ "'") }} as as_of_at
