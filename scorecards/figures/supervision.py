"""The supervision list and the discrepancies (docs/contract/marts.md, supervision_list and discrepancy)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from scorecards.figures.rows import read_rows


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
        """
        select kind, town_code, dept_code, subject_id, reason, days, level, level_colour as colour
        from marts.supervision_list where quarter = $quarter and basis = $basis
        order by level desc, days desc nulls last, town_code, kind, subject_id
        """,
        quarter=quarter,
        basis=basis,
    )


def read_discrepancies(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Discrepancy, ...]:
    """Read the discrepancies, the largest difference first."""
    return read_rows(
        connection,
        Discrepancy,
        """
        select town_code, project_id, project_name, dept_code, ytd_investment, paid
        from marts.discrepancy where quarter = $quarter and basis = $basis
        order by abs(ytd_investment - paid) desc, town_code, project_id
        """,
        quarter=quarter,
        basis=basis,
    )
