"""All that is published of a quarter, read in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import duckdb

from lifecircle.marts.reading import read_distinct
from lifecircle.quarters import read_quarters
from scorecards.figures.coverage import FacilityCoverage, read_circles, read_coverage
from scorecards.figures.departments import Department, read_departments
from scorecards.figures.district import Scope, read_district_name, read_scopes
from scorecards.figures.explained import Rule
from scorecards.figures.metrics import Metric, read_metrics, read_rules
from scorecards.figures.projects import Project, read_projects
from scorecards.figures.quality import Quality
from scorecards.figures.quality_reading import read_quality
from scorecards.figures.records import (
    Approvals,
    Demand,
    Document,
    Funding,
    Participation,
    read_approvals,
    read_demands,
    read_documents,
    read_funding,
    read_participation,
)
from scorecards.figures.supervision import Discrepancy, Matter, read_discrepancies, read_matters
from scorecards.figures.suspects import Suspect, read_suspects
from scorecards.figures.tasks import Task, read_tasks
from scorecards.figures.towns import Town, read_towns
from scorecards.figures.years import TownYear, read_year


class UnknownQuarterError(Exception):
    """The snapshot has no cards of the quarter; the message names it."""


@dataclass(frozen=True)
class Quarter:
    """A quarter's figures on a basis; towns and departments are in the order of their ranks."""

    quarter: str
    basis: str
    ends_on: date
    cutoff_at: datetime
    district_name: str
    metrics: Mapping[str, Metric]
    """The metrics of both cards in force, by code."""
    rules: Mapping[str, tuple[Rule, ...]]
    """The rules that a metric or an adjustment rests on, by its code."""
    scopes: Mapping[str, Scope]
    """`district` and `new_city`."""
    towns: tuple[Town, ...]
    departments: tuple[Department, ...]
    tasks: tuple[Task, ...]
    projects: tuple[Project, ...]
    matters: tuple[Matter, ...]
    discrepancies: tuple[Discrepancy, ...]
    suspects: tuple[Suspect, ...]
    coverage: tuple[FacilityCoverage, ...]
    circles: tuple[FacilityCoverage, ...]
    participation: tuple[Participation, ...]
    funding: tuple[Funding, ...]
    approvals: tuple[Approvals, ...]
    documents: tuple[Document, ...]
    demands: tuple[Demand, ...]
    quality: Quality
    years: tuple[TownYear, ...]
    """Only of a year's fourth quarter."""

    @property
    def year(self) -> int:
        """Its year."""
        return int(self.quarter[:4])

    @property
    def months(self) -> tuple[str, ...]:
        """Its three months, as `2024-01`."""
        first = 3 * int(self.quarter[5]) - 2
        return tuple(f"{self.quarter[:4]}-{month:02d}" for month in range(first, first + 3))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What every town and department is called, by code."""
        return {town.code: town.name for town in self.towns} | {dept.code: dept.name for dept in self.departments}

    @cached_property
    def task_names(self) -> Mapping[int, str]:
        """The tasks' short names by number."""
        return {task.no: task.short_name for task in self.tasks}

    @cached_property
    def project_by_id(self) -> Mapping[str, Project]:
        """The projects by number."""
        return {project.project_id: project for project in self.projects}

    def suspects_of(self, unit_code: str, *metric_codes: str) -> tuple[Suspect, ...]:
        """The doubtful cells that a unit's figures rest on, of all its metrics or of some."""
        return tuple(
            suspect
            for suspect in self.suspects
            if suspect.unit_code == unit_code and (not metric_codes or suspect.metric_code in metric_codes)
        )

    def doubtful_cells(self, project_id: str | None, *, is_money: bool | None = None) -> tuple[str, ...]:
        """The headers (by the form) of a project's doubtful cells, of its progress or its investment or both."""
        suspects = self._suspects_by_project.get(project_id or "", ())
        headers = [each.column_header for each in suspects if is_money in (None, each.is_money)]
        return tuple(dict.fromkeys(headers))

    @cached_property
    def _suspects_by_project(self) -> Mapping[str, tuple[Suspect, ...]]:
        found: dict[str, tuple[Suspect, ...]] = {}
        for suspect in self.suspects:
            if suspect.is_computed_from:
                found[suspect.project_id] = (*found.get(suspect.project_id, ()), suspect)
        return found

    def supervision_file(self, dept_code: str) -> str:
        """Tell a department whose 督促记录 were refused from one that sent none; nothing if they were taken."""
        expected = [
            each
            for each in self.quality.expected
            if each.unit_code == dept_code and each.form == "supervision_ledger" and each.received_at is None
        ]
        if not expected:
            return ""
        return "，报送的督促记录均被退回" if any(each.files for each in expected) else "，未报送督促记录"

    @property
    def mean_total(self) -> float | None:
        """The plain mean of the towns' totals."""
        totals = [town.total for town in self.towns if town.total is not None]
        return sum(totals) / len(totals) if totals else None

    def town(self, code: str) -> Town:
        """The town's card."""
        return next(town for town in self.towns if town.code == code)

    def lights(self, colour: str) -> int:
        """How many towns show a light."""
        return sum(town.light == colour for town in self.towns)


def read_quarter(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str, as_of: datetime | None = None
) -> Quarter:
    """Read a quarter's cards, on `cutoff` or `latest`.

    Args:
        connection: to a published snapshot.
        quarter: as `2024Q1`.
        basis: which figures.
        as_of: files received later are left out of lists; by default the cut-off on `cutoff`, no bound on `latest`.

    Raises:
        UnknownQuarterError: the snapshot has no cards of it.
    """
    found = next((each for each in read_quarters(connection) if each.quarter == quarter), None)
    if found is None or not read_distinct(connection, "scorecard_town", ("quarter",), quarter=quarter, basis=basis):
        raise UnknownQuarterError(f"the snapshot has no cards of {quarter} on the basis {basis}")
    year, cutoff_at = found.year, found.cutoff_at
    metrics = read_metrics(connection, quarter)
    place = (connection, quarter, basis)
    first_month = 3 * found.quarter_of_year - 2
    periods = [f"{year}-{month:02d}" for month in range(first_month, first_month + 3)] + [quarter, str(year)]
    return Quarter(
        quarter=quarter,
        basis=basis,
        ends_on=found.ends_on,
        cutoff_at=cutoff_at,
        district_name=read_district_name(connection),
        metrics=metrics,
        rules=read_rules(connection, quarter),
        scopes=read_scopes(*place),
        towns=read_towns(*place, metrics),
        departments=read_departments(*place, metrics),
        tasks=read_tasks(*place),
        projects=read_projects(*place),
        matters=read_matters(*place),
        discrepancies=read_discrepancies(*place),
        suspects=read_suspects(*place),
        coverage=read_coverage(*place),
        circles=read_circles(*place),
        participation=read_participation(*place),
        funding=read_funding(*place),
        approvals=read_approvals(*place),
        documents=read_documents(*place),
        demands=read_demands(*place),
        quality=read_quality(connection, periods, as_of or (cutoff_at if basis == "cutoff" else None)),
        years=read_year(connection, year, basis) if found.quarter_of_year == 4 else (),
    )
