"""People within reach of the basic facilities (docs/contract/marts.md, fct_coverage_quarter and fct_circle_quarter)."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from scorecards.figures.rows import read_rows


@dataclass(frozen=True)
class FacilityCoverage:
    """A basic facility type in a town, or with `circle_code` in a life circle; `ratio` is None without people."""

    town_code: str
    circle_code: str | None
    facility_type: str
    type_name: str
    population: int
    covered: int
    ratio: float | None
    target: float

    @property
    def is_at_target(self) -> bool | None:
        """Whether the target is reached (compared at 6 decimals, as everywhere); None without people."""
        return None if self.ratio is None else round(self.ratio, 6) >= self.target


def read_coverage(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[FacilityCoverage, ...]:
    """Read the towns' coverage, the least covered type of each town first."""
    return read_rows(
        connection,
        FacilityCoverage,
        """
        select
            facts.town_code, cast(null as varchar) as circle_code, facts.facility_type, types.type_name,
            facts.population, facts.covered, facts.ratio, facts.target
        from marts.fct_coverage_quarter as facts
        inner join marts.dim_facility_type as types using (facility_type)
        where quarter = $quarter and basis = $basis
        order by facts.town_code, facts.ratio, facts.facility_type
        """,
        quarter=quarter,
        basis=basis,
    )


def read_circles(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[FacilityCoverage, ...]:
    """Read the life circles' coverage by town, circle and type."""
    return read_rows(
        connection,
        FacilityCoverage,
        """
        select
            facts.town_code, facts.circle_code, facts.facility_type, types.type_name,
            facts.population, facts.covered, facts.ratio, facts.target
        from marts.fct_circle_quarter as facts
        inner join marts.dim_facility_type as types using (facility_type)
        where quarter = $quarter and basis = $basis
        order by facts.town_code, facts.circle_code, types.task_no, facts.facility_type
        """,
        quarter=quarter,
        basis=basis,
    )
