"""LAND: files become an archive and typed rows.  Knows forms, Excel and CSV; no SQL engine, no Airflow."""
