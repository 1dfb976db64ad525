"""A DuckDB file closed for good: everything in one file, looked at again, and known by its hash."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from lifecircle.marts.reading import table_columns


class NotClosedError(Exception):
    """The file did not keep what was written to it; the message says what is missing."""


def close_file(file: Path, tables: Collection[str]) -> None:
    """Write a file's log into it, open it again and look whether the marts are there.

    A disk that is full at the checkpoint leaves a log beside a file without them, and who wrote it hears nothing.

    Args:
        file: nobody has it open.
        tables: the marts that it must hold.

    Raises:
        NotClosedError: a log is left, or marts are missing.
        duckdb.Error: the file cannot be written or opened.
    """
    with duckdb.connect(str(file)) as connection:
        connection.execute("force checkpoint")
    log = file.with_name(f"{file.name}.wal")
    if log.exists():
        raise NotClosedError(f"{log.name} was left beside it: the disk may be full")
    with duckdb.connect(str(file), read_only=True) as connection:
        missing = sorted(set(tables) - table_columns(connection).keys())
    if missing:
        raise NotClosedError(f"it lacks {', '.join(missing)}: the disk may be full")
