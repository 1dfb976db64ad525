"""Rows of a mart, chosen by the values of its columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any, TypeVar

import duckdb

from lifecircle.calendar import CHINA

T = TypeVar("T")

MARTS = "marts"


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    kind: type[T],
    mart: str,
    *,
    columns: Mapping[str, str] | None = None,
    order_by: Sequence[str] = (),
    at_most: Mapping[str, Any] | None = None,
    **equal: Any,
) -> tuple[T, ...]:
    """Read rows of a mart as values of a dataclass: its fields without a default are the mart's columns.

    Args:
        connection: to a snapshot.
        kind: the dataclass.
        mart: the table's name.
        columns: field -> column, of the fields that are named otherwise than their column.
        order_by: columns, `-column` for the largest first; empty values come last.
        at_most: column -> the largest value wanted, or None for no bound.
        equal: column -> its value, or a collection of the values that it may have.

    Raises:
        duckdb.CatalogException, duckdb.BinderException: there is no such mart or column.
    """
    named = columns or {}
    required = [field.name for field in fields(kind) if field.default is MISSING]  # type: ignore[arg-type]
    of_mart = [named.get(field, field) for field in required]
    records = _fetch(connection, f'{MARTS}."{mart}"', of_mart, order_by, at_most or {}, equal)
    return tuple(kind(**dict(zip(required, record, strict=True))) for record in records)


def read_records(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    *,
    schema: str = MARTS,
    order_by: Sequence[str] = (),
    **equal: Any,
) -> list[dict[str, Any]]:
    """Read rows of a table with all its columns; the arguments are those of `read_rows`."""
    columns = table_columns(connection, schema)[mart]
    return [
        dict(zip(columns, record, strict=True))
        for record in _fetch(connection, f'{schema}."{mart}"', columns, order_by, {}, equal)
    ]


def read_distinct(
    connection: duckdb.DuckDBPyConnection, mart: str, columns: Sequence[str], **equal: Any
) -> set[tuple[Any, ...]]:
    """Read the combinations of values that some columns have; `equal` as in `read_rows`."""
    return set(_fetch(connection, f'{MARTS}."{mart}"', columns, (), {}, equal, distinct=True))


def table_columns(connection: duckdb.DuckDBPyConnection, schema: str = MARTS) -> dict[str, list[str]]:
    """Name the tables of a schema with their columns, both in order: tables by name, columns as they are declared."""
    found = connection.execute(
        """
        select columns.table_name, columns.column_name
        from duckdb_columns() as columns
        inner join duckdb_tables() as tables using (database_name, schema_name, table_name)
        where columns.schema_name = ? and columns.database_name = current_database()
        order by columns.table_name, columns.column_index
        """,
        [schema],
    ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in found:
        tables.setdefault(table, []).append(column)
    return tables


def empty_last(value: T | None) -> tuple[bool, T | None]:
    """Sort key of a value that may be empty: empty ones come last, as `read_rows` has them."""
    return value is None, value


def condition(equal: Mapping[str, Any], at_most: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    """Say in SQL which rows are wanted, with the parameters of the text."""
    parts, parameters = ["true"], {}
    for column, value in equal.items():
        is_several = isinstance(value, Collection) and not isinstance(value, str)
        parts.append(f'"{column}" in (select unnest(${column}))' if is_several else f'"{column}" = ${column}')
        parameters[column] = list(value) if is_several else value
    for column, value in (at_most or {}).items():
        if value is not None:
            parts.append(f'"{column}" <= $most_{column}')
            parameters[f"most_{column}"] = value
    return " and ".join(parts), parameters


def _fetch(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    order_by: Sequence[str],
    at_most: Mapping[str, Any],
    equal: Mapping[str, Any],
    *,
    distinct: bool = False,
) -> list[tuple[Any, ...]]:
    wanted, parameters = condition(equal, at_most)
    shown = ", ".join(f'"{column}"' for column in columns)
    query = f"select {'distinct ' if distinct else ''}{shown} from {table} where {wanted}"
    if order_by:
        query += f" order by {', '.join(map(_direction, order_by))}"
    rows = connection.execute(query, parameters).fetchall()
    return [tuple(map(_in_china, row)) for row in rows]


def _direction(column: str) -> str:
    name = column.removeprefix("-")
    return f'"{name}" {"desc" if name != column else "asc"} nulls last'


def _in_china(value: Any) -> Any:
    return value.astimezone(CHINA) if isinstance(value, datetime) else value
