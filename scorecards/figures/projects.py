"""The projects of the plans in force (docs/contract/marts.md, fct_project_quarter)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from scorecards.figures.rows import read_rows


@dataclass(frozen=True)
class Project:
    """A project as of the quarter; percentages are 0 to 100, money is 万元, `light` is None if it does not count."""

    town_code: str
    project_id: str
    name: str | None
    task_no: int
    dept_code: str
    works: str | None
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

    @property
    def behind(self) -> float:
        """Points of progress short of the plan; 0 if none."""
        return max(0.0, (self.planned_pct or 0) - (self.progress_pct or 0))


def read_projects(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Project, ...]:
    """Read the quarter's projects, by town and number."""
    return read_rows(
        connection,
        Project,
        """
        with plans as (
            select town_code, project_id, project_name, works from marts.dim_project
            qualify row_number() over (partition by town_code, project_id order by plan_year desc) = 1
        )
        select
            facts.town_code, facts.project_id, plans.project_name as name, facts.task_no, facts.dept_code, plans.works,
            facts.status, facts.planned_pct, facts.progress_pct, facts.planned_start, facts.planned_finish,
            facts.actual_start, facts.actual_finish, facts.total_investment, facts.year_investment,
            facts.ytd_investment, facts.paid, facts.counts, facts.light
        from marts.fct_project_quarter as facts
        left join plans using (town_code, project_id)
        where facts.quarter = $quarter and facts.basis = $basis
        order by facts.town_code, facts.project_id
        """,
        quarter=quarter,
        basis=basis,
    )
