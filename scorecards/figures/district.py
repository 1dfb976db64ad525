"""The district and the new city at a glance (docs/contract/marts.md, district_quarter)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from scorecards.figures.rows import read_rows


@dataclass(frozen=True)
class Scope:
    """The figures of the whole district (`district`) or of the new city (`new_city`), each with the quarter before's.

    Ratios are in [0, 1]; None where there is nothing to divide by, and for all of the quarter before if there is none.
    """

    scope: str
    coverage: float | None
    progress_index: float | None
    investment_ratio: float | None
    projects: int
    finished: int
    population: int
    previous_coverage: float | None
    previous_progress_index: float | None
    previous_investment_ratio: float | None
    previous_projects: int | None
    previous_finished: int | None


def read_scopes(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> dict[str, Scope]:
    """Read both scopes by name."""
    scopes = read_rows(
        connection,
        Scope,
        """
        with figures as (
            select
                quarter,
                scope,
                coverage,
                progress_index,
                investment_ratio,
                projects,
                finished,
                population,
                lag(coverage) over before as previous_coverage,
                lag(progress_index) over before as previous_progress_index,
                lag(investment_ratio) over before as previous_investment_ratio,
                lag(projects) over before as previous_projects,
                lag(finished) over before as previous_finished
            from marts.district_quarter where basis = $basis
            window before as (partition by scope order by quarter)
        )
        select * exclude (quarter) from figures where quarter = $quarter
        """,
        quarter=quarter,
        basis=basis,
    )
    return {scope.scope: scope for scope in scopes}
