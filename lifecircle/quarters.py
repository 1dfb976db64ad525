"""The quarters that have cards (docs/contract/marts.md, Conventions)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class DueQuarter:
    """A quarter whose cut-off the run's moment has reached; `quarter_of_year` is 1 to 4."""

    quarter: str
    year: int
    quarter_of_year: int
    ends_on: date
    cutoff_at: datetime


def read_quarters(connection: duckdb.DuckDBPyConnection) -> tuple[DueQuarter, ...]:
    """Read them, the earliest first."""
    return read_rows(connection, DueQuarter, "dim_quarter", order_by=("quarter",), is_due=True)
