"""The figures of one quarter on one basis as Parquet: the rows that its cards stand on."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import duckdb

from lifecircle.calendar import CHINA
from publishing.manifest import InputFile
from scorecards.edition import Basis

NOT_FIGURES = {"publication"}
"""Marts of a quarter and basis that its cards do not stand on."""


def due_quarters(marts: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """The quarters that have cards, with their cut-offs, the earliest first."""
    found = marts.execute(
        """
        select quarter, cutoff_at from marts.dim_quarter
        where quarter in (select quarter from marts.scorecard_town) order by quarter
        """
    ).fetchall()
    return {quarter: cutoff_at.astimezone(CHINA) for quarter, cutoff_at in found}


def run_moment(marts: duckdb.DuckDBPyConnection) -> datetime:
    """The moment as of which the warehouse was built."""
    ((as_of,),) = marts.execute("select as_of from marts.warehouse_run").fetchall()
    moment: datetime = as_of.astimezone(CHINA)
    return moment


def read_inputs(marts: duckdb.DuckDBPyConnection) -> tuple[InputFile, ...]:
    """Every submission that the run knew, in the order of their receipt."""
    found = marts.execute(
        """
        select submission_id, file_name, sha256, received_at, outcome from marts.fct_submission
        order by received_at, file_name, submission_id
        """
    ).fetchall()
    return tuple(
        InputFile(submission_id=id_, file_name=name, sha256=sha256, received_at=at.astimezone(CHINA), outcome=outcome)
        for id_, name, sha256, at, outcome in found
    )


def figure_files(marts: duckdb.DuckDBPyConnection, quarter: str, basis: Basis) -> dict[str, bytes]:
    """Write each mart's rows of the quarter and basis as Parquet: path below the publication -> bytes.

    The year's marts are the fourth quarter's.  Rows stand in an order of their own: the same rows, the same bytes.
    """
    files = {}
    with tempfile.TemporaryDirectory(prefix="lifecircle-figures-") as folder:
        for table, condition in figure_conditions(marts, quarter, basis):
            path = Path(folder) / f"{table}.parquet"
            marts.execute(
                f"copy (select * from marts.{table} where {condition} order by all) to '{path}' "
                "(format parquet, compression zstd)"
            )
            files[f"marts/{table}.parquet"] = path.read_bytes()
    return files


def figure_conditions(marts: duckdb.DuckDBPyConnection, quarter: str, basis: Basis) -> list[tuple[str, str]]:
    """Name the marts of the quarter and basis, each with the condition that its rows meet, by name."""
    columns = marts.execute(
        """
        select table_name, list(column_name) from duckdb_columns()
        where schema_name = 'marts' and table_name in (select table_name from duckdb_tables())
        group by table_name order by table_name
        """
    ).fetchall()
    conditions = []
    for table, names in columns:
        if table in NOT_FIGURES or "basis" not in names:
            continue
        if "quarter" in names:
            conditions.append((table, f"quarter = '{quarter}' and basis = '{basis}'"))
        elif quarter.endswith("Q4"):
            conditions.append((table, f"year = {quarter[:4]} and basis = '{basis}'"))
    return conditions
