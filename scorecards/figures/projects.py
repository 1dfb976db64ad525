"""The projects of the plans in force (docs/contract/marts.md, fct_project_quarter)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class Project:
    """A project as of the quarter; percentages are 0 to 100, money is 万元, `light` is None if it does not count."""

    town_code: str
    project_id: str
    task_no: int
    dept_code: str
    status: str
    planned_pct: float | None
    progress_pct: float | None
    planned_start: date | None
    planned_finish: date | None
    actual_start: date | None
    actual_finish: date | None
    total_investment: float | None
    year_investment: float | None
    ytd_investment: float | None
    paid: float | None
    counts: bool
    light: str | None
    name: str | None = None
    works: str | None = None
    """What is to be built, as the latest plan has it."""

    @property
    def behind(self) -> float:
        """Points of progress short of the plan; 0 if none."""
        return max(0.0, (self.planned_pct or 0) - (self.progress_pct or 0))


@dataclass(frozen=True)
class _Planned:
    project_id: str
    project_name: str | None
    works: str | None


def read_projects(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Project, ...]:
    """Read the quarter's projects, by town and number."""
    plans = {plan.project_id: plan for plan in read_rows(connection, _Planned, "dim_project")}
    projects = read_rows(
        connection, Project, "fct_project_quarter", order_by=("town_code", "project_id"), quarter=quarter, basis=basis
    )
    return tuple(
        replace(project, name=plans[project.project_id].project_name, works=plans[project.project_id].works)
        if project.project_id in plans
        else project
        for project in projects
    )
