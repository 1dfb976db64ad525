"""The supervision list and the discrepancies (docs/contract/marts.md, supervision_list and discrepancy)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class Matter:
    """A matter of the supervision list; `level` quarters in a row, shown as `colour` 蓝, 橙 or 红."""

    kind: str
    town_code: str
    dept_code: str | None
    subject_id: str
    reason: str
    days: int | None
    level: int
    colour: str


@dataclass(frozen=True)
class Discrepancy:
    """A project whose reported investment and payments differ beyond the tolerance, in 万元."""

    town_code: str
    project_id: str
    project_name: str | None
    dept_code: str | None
    ytd_investment: float
    paid: float


def read_matters(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Matter, ...]:
    """Read the supervision list, the highest level first, then the longest overdue."""
    return read_rows(
        connection,
        Matter,
        "supervision_list",
        columns={"colour": "level_colour"},
        order_by=("-level", "-days", "town_code", "kind", "subject_id"),
        quarter=quarter,
        basis=basis,
    )


def read_discrepancies(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Discrepancy, ...]:
    """Read the discrepancies, the largest difference first."""
    rows = read_rows(
        connection, Discrepancy, "discrepancy", order_by=("town_code", "project_id"), quarter=quarter, basis=basis
    )
    return tuple(sorted(rows, key=lambda row: -abs(row.ytd_investment - row.paid)))
