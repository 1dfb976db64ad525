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
    mean_coverage: float | None
    """The mean of the coverage by type, without targets: quarters of different targets compare by it alone."""
    ytd_investment: float
    year_investment: float
    progress_index_if_corrected: float | None
    """With the likely values in the place of doubtful ones; None without a likely value."""
    ytd_investment_if_corrected: float | None
    target: float | None = None
    """The year's target of coverage."""
    previous: Scope | None = None
    """Those of the quarter before; None if there is none."""

    @property
    def investment_uncapped(self) -> float | None:
        """Investment of what the year's plan asks for by now, before it is capped at 1."""
        due = self.year_investment * int(self.quarter[5]) / 4
        return self.ytd_investment / due if due else None

    @property
    def is_capped(self) -> bool:
        """Whether more was invested than is due, so that the ratio says 1 and no more."""
        return self.investment_uncapped is not None and self.investment_uncapped > 1

    @property
    def is_of_previous_plan(self) -> bool:
        """Whether the quarter before stands on the same year's plans, so that projects and money compare."""
        return self.previous is not None and self.previous.quarter[:4] == self.quarter[:4]

    @property
    def has_previous_target(self) -> bool:
        """Whether the quarter before was held against the same target of coverage."""
        return self.previous is not None and self.previous.target == self.target


@dataclass(frozen=True)
class _Target:
    quarter: str
    value: float


def read_district_name(connection: duckdb.DuckDBPyConnection) -> str:
    """Read what the district is called."""
    (district,) = read_rows(connection, _District, "dim_district")
    return district.district_name


def read_scopes(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> dict[str, Scope]:
    """Read both scopes by name."""
    targets = {
        rule.quarter: rule.value for rule in read_rows(connection, _Target, "metric_rule", rule="coverage_target")
    }
    scopes: dict[str, Scope] = {}
    for scope in read_rows(
        connection, Scope, "district_quarter", order_by=("quarter",), at_most={"quarter": quarter}, basis=basis
    ):
        before = scopes.get(scope.scope)
        scopes[scope.scope] = replace(scope, target=targets.get(scope.quarter), previous=before)
    return {name: scope for name, scope in scopes.items() if scope.quarter == quarter}
