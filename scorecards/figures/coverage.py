"""People within reach of the basic facilities (docs/contract/marts.md, fct_coverage_quarter and fct_circle_quarter)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from lifecircle.marts.reading import read_rows


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


@dataclass(frozen=True)
class _TownCoverage:
    town_code: str
    facility_type: str
    population: int
    covered: int
    ratio: float | None
    target: float


@dataclass(frozen=True)
class _CircleCoverage(_TownCoverage):
    circle_code: str


@dataclass(frozen=True)
class _FacilityType:
    facility_type: str
    type_name: str


def read_coverage(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[FacilityCoverage, ...]:
    """Read the towns' coverage, the least covered type of each town first."""
    types = _read_types(connection)
    order = ("town_code", "ratio", "facility_type")
    rows = read_rows(connection, _TownCoverage, "fct_coverage_quarter", order_by=order, quarter=quarter, basis=basis)
    return tuple(_covered(row, None, types) for row in rows)


def read_circles(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[FacilityCoverage, ...]:
    """Read the life circles' coverage by town, circle and type, the types in the order of their tasks."""
    types = _read_types(connection)
    rows = read_rows(connection, _CircleCoverage, "fct_circle_quarter", quarter=quarter, basis=basis)
    order = list(types)
    in_order = sorted(rows, key=lambda row: (row.town_code, row.circle_code, order.index(row.facility_type)))
    return tuple(_covered(row, row.circle_code, types) for row in in_order)


def _read_types(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Read the names of the facility types by code, in the order of their tasks."""
    types = read_rows(connection, _FacilityType, "dim_facility_type", order_by=("task_no", "facility_type"))
    return {each.facility_type: each.type_name for each in types}


def _covered(row: _TownCoverage, circle_code: str | None, types: Mapping[str, str]) -> FacilityCoverage:
    return FacilityCoverage(
        row.town_code,
        circle_code,
        row.facility_type,
        types[row.facility_type],
        row.population,
        row.covered,
        row.ratio,
        row.target,
    )
