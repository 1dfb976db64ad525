"""The towns' year, once its fourth quarter is due (docs/contract/marts.md, town_year)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class TownYear:
    """A town's year: the mean of its quarters' totals and its result; ratios in [0, 1], None where not applicable."""

    town_code: str
    mean_total: float
    completion: float | None
    coverage: float | None
    satisfaction: float | None
    result: float | None
    total: float
    rank: int
    band: str


def read_year(connection: duckdb.DuckDBPyConnection, year: int, basis: str) -> tuple[TownYear, ...]:
    """Read the towns' year by rank; empty before its fourth quarter is due."""
    return read_rows(connection, TownYear, "town_year", order_by=("rank", "town_code"), year=year, basis=basis)
