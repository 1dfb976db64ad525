"""What the warehouse would find in files that have not landed: its own SQL, over the home's rows and theirs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from lifecircle.batches import read_batches
from lifecircle.findings import Finding, finding_codes
from lifecircle.home import Home
from lifecircle.landed import MOMENT
from lifecircle.landed_rows import pin
from lifecircle.marts.copying import quoted
from lifecircle.marts.reading import read_records
from warehouse.judging import FINDINGS, RUN, Judging, Step, load_judging


def next_batch(home: Home) -> int:
    """The batch number that new files must bear, so that they are the latest landing of what they are."""
    return read_batches(home).next_number


def findings_across_files(home: Home, new: Home, at: datetime, submission_ids: Collection[str]) -> list[Finding]:
    """Judge new files against the submissions of the home, as if they had been received by `at` and built.

    Nothing is written.  A new file that repeats the bytes of an accepted submission under another name is a duplicate
    and has no findings.

    Args:
        home: its landed rows and the reference of its last build are read.
        new: a home with only the new files, landed (received no later than `at`, in batch `next_batch`) and checked.
        at: the moment as of which to judge, with a zone.
        submission_ids: whose findings to return.

    Raises:
        NoJudgingError: the home has no build yet.
    """
    judging = load_judging(home)
    with tempfile.TemporaryDirectory(prefix="lifecircle-foresight-") as place, duckdb.connect() as connection:
        _open(connection, home, judging)
        folders = [_pinned(own, Path(place) / name) for name, own in (("home", home), ("new", new))]
        for table in judging.landed:
            _show_landed(connection, table, *folders)
        for step in judging.steps:
            _make(connection, step, at)
        found = read_records(
            connection,
            FINDINGS,
            schema="intermediate",
            order_by=("submission_id", "table_name", "row_number", "code", "field"),
            submission_id=submission_ids,
            # the others have landed with the file
            code=[code for code, known in finding_codes().items() if known.found_by == "warehouse"],
        )
    return [Finding(**{field.name: row[field.name] for field in fields(Finding)}) for row in found]


def _open(connection: duckdb.DuckDBPyConnection, home: Home, judging: Judging) -> None:
    """Lay out an empty database in memory as the queries expect it, with the build beside it."""
    connection.execute("set TimeZone = 'Asia/Shanghai'")
    connection.execute(f"attach '{quoted(home.latest_build.resolve())}' as built (read_only)")
    connection.execute(f"attach ':memory:' as {judging.database}")
    connection.execute(f"use {judging.database}")
    for schema in {"landed", *(step.schema for step in judging.steps)}:
        connection.execute(f"create schema {schema}")


def _pinned(home: Home, folder: Path) -> Path:
    """Lay out what counts of a home's landed files; by links, for the folder may be on another disk."""
    pin(home, read_batches(home), folder, os.symlink)
    return folder


def _show_landed(connection: duckdb.DuckDBPyConnection, table: str, *folders: Path) -> None:
    """Make a view of a landed table over the files of several folders."""
    patterns = [str(folder / table / "*.parquet") for folder in folders]
    connection.execute("use landed")
    connection.read_parquet(patterns, union_by_name=True).create_view(table)


def _make(connection: duckdb.DuckDBPyConnection, step: Step, at: datetime) -> None:
    """Make one relation: a seed is the build's, the run's moment is given, all else is dbt's own SQL."""
    connection.execute(f"use {step.schema}")
    if step.kind == "seed":
        connection.table(f"built.{step.schema}.{step.name}").create_view(step.name)
    elif step.name == RUN:
        connection.from_arrow(pa.table({"as_of_at": pa.array([at], MOMENT)})).to_table(step.name)
    elif step.kind == "table":
        connection.sql(step.sql).to_table(step.name)
    else:
        connection.sql(step.sql).create_view(step.name)
