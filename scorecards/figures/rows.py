"""Rows of the marts as frozen dataclasses: columns are fields, by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

import duckdb

from lifecircle.calendar import CHINA

T = TypeVar("T")


def read_rows(connection: duckdb.DuckDBPyConnection, kind: type[T], query: str, **named: Any) -> tuple[T, ...]:
    """Read a query's rows as values of a dataclass; moments are of Shanghai.

    Args:
        connection: to a snapshot.
        kind: a dataclass whose fields are the query's columns.
        query: with `$name` for each of `named`.
        named: the query's parameters.
    """
    cursor = connection.execute(query, named)
    columns = [column for column, *_ in cursor.description]
    return tuple(kind(**dict(zip(columns, map(_local, row), strict=True))) for row in cursor.fetchall())


def _local(value: Any) -> Any:
    return value.astimezone(CHINA) if isinstance(value, datetime) else value
