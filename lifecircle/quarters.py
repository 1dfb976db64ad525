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


@dataclass(frozen=True)
class OpenQuarter:
    """A quarter whose cut-off lies ahead: what comes by then enters its figures."""

    quarter: str
    cutoff_at: datetime


def read_open_quarter(connection: duckdb.DuckDBPyConnection, at: datetime) -> OpenQuarter | None:
    """Read which quarter is open at a moment: the first whose cut-off it has not passed; None after the last."""
    quarters = read_rows(connection, OpenQuarter, "dim_quarter", order_by=("cutoff_at",))
    return next((quarter for quarter in quarters if at <= quarter.cutoff_at), None)


def read_quarters(connection: duckdb.DuckDBPyConnection) -> tuple[DueQuarter, ...]:
    """Read them, the earliest first."""
    return read_rows(connection, DueQuarter, "dim_quarter", order_by=("quarter",), is_due=True)
