"""The district and the new city at a glance (docs/contract/marts.md, district_quarter)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class _District:
    district_name: str


@dataclass(frozen=True)
class Scope:
    """The figures of the whole district (`district`) or of the new city (`new_city`).

    Ratios are in [0, 1]; None where there is nothing to divide by.
    """

    quarter: str
    scope: str
    coverage: float | None
    progress_index: float | None
    investment_ratio: float | None
    projects: int
    finished: int
    population: int
    previous: Scope | None = None
    """Those of the quarter before; None if there is none."""


def read_district_name(connection: duckdb.DuckDBPyConnection) -> str:
    """Read what the district is called."""
    (district,) = read_rows(connection, _District, "dim_district")
    return district.district_name


def read_scopes(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> dict[str, Scope]:
    """Read both scopes by name."""
    scopes: dict[str, Scope] = {}
    for scope in read_rows(
        connection, Scope, "district_quarter", order_by=("quarter",), at_most={"quarter": quarter}, basis=basis
    ):
        scopes[scope.scope] = replace(scope, previous=scopes.get(scope.scope))
    return {name: scope for name, scope in scopes.items() if scope.quarter == quarter}
