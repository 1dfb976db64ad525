"""What the warehouse would find in files that have not landed: its own SQL, over the home's rows and theirs."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import duckdb

from lifecircle.findings import Finding
from lifecircle.home import Home
from lifecircle.landed import landed_batches
from warehouse.judging import FINDINGS, Step, load_judging


def next_batch(home: Home) -> int:
    """The batch number that new files must bear, so that they are the latest landing of what they are."""
    return max(landed_batches(home), default=0) + 1


def findings_across_files(home: Home, landed: Path, at: datetime, submission_ids: Collection[str]) -> list[Finding]:
    """Judge new files against the submissions of the home, as if they had been received by `at` and built.

    Nothing is written.  A new file that repeats the bytes of an accepted submission under another name is a duplicate
    and has no findings.

    Args:
        home: its landed rows and the reference of its last build are read.
        landed: a folder of landed tables with only the new files: their submissions (received no later than `at`, of
            batch `next_batch`), rows, findings and the mark that the batch is checked.  Tables may be missing.
        at: the moment as of which to judge, with a zone.
        submission_ids: whose findings to return.

    Raises:
        NoJudgingError: the home has no build yet.
    """
    judging = load_judging(home)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'Asia/Shanghai'")
        connection.execute(f"attach {_quoted(home.latest_build.resolve())} as built (read_only)")
        connection.execute(f"attach ':memory:' as {judging.database}")
        connection.execute(f"use {judging.database}")
        for schema in dict.fromkeys(step.schema for step in judging.steps):
            connection.execute(f"create schema {schema}")
        for step in judging.steps:
            query = _query(step, at)
            for old, new in _overlay(query, judging.landed, home.landed, landed):
                query = query.replace(old, new)
            kind = "table" if step.kind == "table" else "view"
            connection.execute(f"create {kind} {step.schema}.{step.name} as ({query}\n)")
        found = connection.execute(
            f"""
            select submission_id, code, message, table_name, sheet, row_number, field, column_header, value
            from intermediate.{FINDINGS}
            -- the others have landed with the file
            where
                submission_id in (select unnest(?))
                and code in (select code from reference.finding_codes where found_by = 'warehouse')
            order by submission_id, table_name, row_number, code, field
            """,
            [list(submission_ids)],
        ).fetchall()
    return [Finding(*row) for row in found]


def _query(step: Step, at: datetime) -> str:
    if step.kind == "seed":
        return f"select * from built.{step.schema}.{step.name}"
    # the one model that knows the run's moment
    if step.name == "int_run_dated":
        return f"select cast('{at.isoformat()}' as timestamptz) as as_of_at"
    return step.sql


def _overlay(query: str, named: str, standing: Path, new: Path) -> list[tuple[str, str]]:
    """What to write for each folder of landed rows that the query reads: the home's files and the new ones."""
    replaced = []
    for match in re.finditer(rf"'{re.escape(named)}/(\w+)/\*\.parquet'", query):
        folders = [folder / match[1] for folder in (standing, new)]
        # DuckDB refuses a pattern that no file matches
        patterns = [_quoted(folder.resolve() / "*.parquet") for folder in folders if any(folder.glob("*.parquet"))]
        replaced.append((match[0], f"[{', '.join(patterns)}]"))
    return replaced


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
