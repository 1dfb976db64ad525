"""The figures of one quarter on one basis as Parquet: the rows that its cards rest on."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.marts.copying import copy_rows
from lifecircle.marts.reading import read_rows, table_columns
from lifecircle.quarters import read_quarters
from publishing.manifest import InputFile, WithdrawnFile
from scorecards.edition import Basis

NOT_FIGURES = {"publication"}
"""Marts of a quarter and basis that its cards do not rest on."""


@dataclass(frozen=True)
class _Run:
    as_of: datetime


@dataclass(frozen=True)
class _Received:
    submission_id: str
    file_name: str
    sha256: str
    received_at: datetime
    outcome: str


def due_quarters(marts: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """The quarters that have cards, with their cut-offs, the earliest first."""
    return {quarter.quarter: quarter.cutoff_at for quarter in read_quarters(marts)}


def run_moment(marts: duckdb.DuckDBPyConnection) -> datetime:
    """The moment as of which the warehouse was built."""
    (run,) = read_rows(marts, _Run, "warehouse_run")
    return run.as_of


def read_inputs(marts: duckdb.DuckDBPyConnection, home: Home) -> tuple[InputFile, ...]:
    """Every submission that the run knew, in the order of their receipt."""
    order = ("received_at", "file_name", "submission_id")
    landed = read_landed(home, "submissions", ["submission_id", "size"])
    sizes = dict(zip(landed["submission_id"].to_pylist(), landed["size"].to_pylist(), strict=True))
    return tuple(
        InputFile(**vars(file), size=sizes.get(file.submission_id))
        for file in read_rows(marts, _Received, "fct_submission", order_by=order)
    )


def read_withdrawals(home: Home, as_of: datetime) -> tuple[WithdrawnFile, ...]:
    """Every withdrawal that the run knew, in order."""
    lines = read_landed(home, "withdrawals").to_pylist()
    known = [WithdrawnFile(**line) for line in lines if line["withdrawn_at"] <= as_of]
    return tuple(sorted(known, key=lambda line: (line.withdrawn_at, line.file_name, str(line.received_at))))


def figure_files(marts: duckdb.DuckDBPyConnection, quarter: str, basis: Basis) -> dict[str, bytes]:
    """Write each mart's rows of the quarter and basis as Parquet: path below the publication -> bytes.

    The year's marts are the fourth quarter's.  Rows are in an order of their own: the same rows, the same bytes.
    """
    files = {}
    with tempfile.TemporaryDirectory(prefix="lifecircle-figures-") as folder:
        for mart, belonging in figure_marts(marts, quarter).items():
            path = Path(folder) / f"{mart}.parquet"
            copy_rows(marts, mart, path, **belonging, basis=basis)
            files[f"marts/{mart}.parquet"] = path.read_bytes()
    return files


def figure_marts(marts: duckdb.DuckDBPyConnection, quarter: str) -> dict[str, dict[str, Any]]:
    """Name the marts with figures of the quarter, each with the quarter or year that its rows of it bear."""
    belonging: dict[str, dict[str, Any]] = {}
    for mart, columns in table_columns(marts).items():
        if mart in NOT_FIGURES or "basis" not in columns:
            continue
        if "quarter" in columns:
            belonging[mart] = {"quarter": quarter}
        elif "year" in columns and quarter.endswith("Q4"):
            belonging[mart] = {"year": int(quarter[:4])}
    return belonging
