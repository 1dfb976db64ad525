"""What a build holds, to be compared with another's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

Marts = dict[str, list[dict[str, Any]]]
"""Table -> its rows, in an order of their own."""


def read_marts(file: Path) -> Marts:
    """Every row of every mart of a build or snapshot."""
    with duckdb.connect(str(file.resolve()), read_only=True) as connection:
        names = "select table_name from information_schema.tables where table_schema = 'marts' order by all"
        tables = [name for (name,) in connection.execute(names).fetchall()]
        return {table: _rows(connection, table) for table in tables}


def differences(one: Marts, other: Marts) -> list[str]:
    """What differs, a line a table with the first row that only one of them has; the sums' last bits count too."""
    lines = [f"{table} is in one of them only" for table in sorted(one.keys() ^ other.keys())]
    for table in sorted(one.keys() & other.keys()):
        pairs = zip(one[table], other[table], strict=False)
        unequal = next((pair for pair in pairs if pair[0] != pair[1]), None)
        if unequal or len(one[table]) != len(other[table]):
            lines.append(f"{table}: {len(one[table])} and {len(other[table])} rows, first difference {unequal}")
    return lines


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f"select * from marts.{table}")
    columns = [column for column, *_ in cursor.description]
    return sorted((dict(zip(columns, row, strict=True)) for row in cursor.fetchall()), key=repr)
