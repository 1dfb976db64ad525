"""Marts copied whole or in part: from a build into a snapshot, from a snapshot into Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from lifecircle.marts.reading import MARTS, condition

# drivers of other languages are older than DuckDB 2.0
_STORAGE_VERSION = "v1.4.0"


class NoMartsError(Exception):
    """A build has no table in the schema `marts`; the message names it."""


def copy_marts(build: Path, target: Path, parquet: Path, replaced: Mapping[str, Path]) -> None:
    """Copy a build's schema `marts` alone into a new DuckDB file, and each of its tables as Parquet.

    Args:
        build: a DuckDB file; read.
        target: the DuckDB file to be made, with constraints and comments.
        parquet: an existing folder, for `<table>.parquet`.
        replaced: table -> a Parquet file whose rows take the place of the build's.

    Raises:
        NoMartsError: the build has no marts.
        duckdb.Error: it cannot be copied.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{quoted(build)}' as build (read_only)")
        tables = _tables(connection)
        if not tables:
            raise NoMartsError(f"{build} has no table in the schema {MARTS}")
        connection.execute(f"attach '{quoted(target)}' as snapshot (storage_version '{_STORAGE_VERSION}')")
        # definitions first, then the rows of the marts only: what else towns and departments wrote (the telephones of
        # contacts, say) must not reach the file even for a moment, since dropping a table does not wipe its pages
        connection.execute("copy from database build to snapshot (schema)")
        _drop_other_schemas(connection)
        for table in tables:
            rows = f'build.{MARTS}."{table}"'
            if table in replaced:
                rows = f"read_parquet('{quoted(replaced[table])}')"
            connection.execute(f'insert into snapshot.{MARTS}."{table}" by name select * from {rows}')
            file = quoted(parquet / f"{table}.parquet")
            connection.execute(f"copy snapshot.{MARTS}.\"{table}\" to '{file}' (format parquet, compression zstd)")
        connection.execute("checkpoint snapshot")


def copy_rows(connection: duckdb.DuckDBPyConnection, mart: str, file: Path, **equal: Any) -> None:
    """Write rows of a mart as Parquet, in an order of their own: the same rows give the same bytes.

    Args:
        connection: to a snapshot.
        mart: the table's name.
        file: to be written.
        equal: column -> its value, as in `read_rows`.
    """
    wanted, parameters = condition(equal)
    connection.execute(
        f"copy (select * from {MARTS}.\"{mart}\" where {wanted} order by all) to '{quoted(file)}' "
        "(format parquet, compression zstd)",
        parameters,
    )


def quoted(path: Path) -> str:
    """Double the quotes of a path that is written between quotes."""
    return str(path).replace("'", "''")


def _drop_other_schemas(connection: duckdb.DuckDBPyConnection) -> None:
    schemas = connection.execute(
        """
        select schema_name from duckdb_schemas()
        where database_name = 'snapshot' and not internal and schema_name not in (?, 'main')
        """,
        [MARTS],
    ).fetchall()
    for (schema,) in schemas:
        connection.execute(f'drop schema snapshot."{schema}" cascade')


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Name the build's marts, each table after those that it may refer to."""
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'build' and schema_name = ? order by table_oid",
        [MARTS],
    ).fetchall()
    return [name for (name,) in rows]
