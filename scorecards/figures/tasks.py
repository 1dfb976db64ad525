"""The twelve tasks and their indicators (docs/contract/marts.md, task_quarter and fct_indicator_quarter)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb

from lifecircle.marts.reading import read_rows
from scorecards.figures.task_departments import read_departments_of_tasks


@dataclass(frozen=True)
class IndicatorValue:
    """An indicator in a town, or with `town_code` `district` in all; None where no row has come."""

    indicator_code: str
    town_code: str
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None
    attainment: float | None


@dataclass(frozen=True)
class Indicator:
    """An indicator of a task; `direction` is `up` or `down`, `per` 1 is a share."""

    code: str
    name: str
    task_no: int
    dept_code: str
    direction: str
    per: int
    values: tuple[IndicatorValue, ...] = field(default=())

    @property
    def district(self) -> IndicatorValue | None:
        """Its value in the whole district."""
        return next((value for value in self.values if value.town_code == "district"), None)

    def of_town(self, town_code: str) -> IndicatorValue | None:
        """Its value in a town."""
        return next((value for value in self.values if value.town_code == town_code), None)


@dataclass(frozen=True)
class Task:
    """A task of the action plan: its counting projects, their progress (D3 over the task) and money in 万元."""

    no: int
    name: str
    short_name: str
    sector: str
    projects: int
    started: int
    finished: int
    progress_index: float | None
    ytd_investment: float | None
    year_investment: float | None
    previous_progress_index: float | None
    indicators: tuple[Indicator, ...] = field(default=())
    dept_codes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Named:
    task_no: int
    task_name: str
    short_name: str
    sector: str


@dataclass(frozen=True)
class _Figures:
    quarter: str
    task_no: int
    projects: int
    started: int
    finished: int
    progress_index: float | None
    ytd_investment: float | None
    year_investment: float | None


def read_tasks(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Task, ...]:
    """Read the tasks with their indicators, by number."""
    indicators = _read_indicators(connection, quarter, basis)
    departments = read_departments_of_tasks(connection)
    figures = _read_figures(connection, quarter, basis)
    tasks = []
    for task in read_rows(connection, _Named, "dim_task", order_by=("task_no",)):
        now, before = figures.get(task.task_no, (None, None))
        tasks.append(
            Task(
                no=task.task_no,
                name=task.task_name,
                short_name=task.short_name,
                sector=task.sector,
                projects=now.projects if now else 0,
                started=now.started if now else 0,
                finished=now.finished if now else 0,
                progress_index=now.progress_index if now else None,
                ytd_investment=now.ytd_investment if now else None,
                year_investment=now.year_investment if now else None,
                previous_progress_index=before.progress_index if before else None,
                indicators=tuple(indicator for indicator in indicators if indicator.task_no == task.task_no),
                dept_codes=departments.get(task.task_no, ()),
            )
        )
    return tuple(tasks)


def _read_figures(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[int, tuple[_Figures, _Figures | None]]:
    """Read each task's figures, and those of the quarter before if there is one."""
    found = read_rows(
        connection, _Figures, "task_quarter", order_by=("quarter",), at_most={"quarter": quarter}, basis=basis
    )
    pairs: dict[int, tuple[_Figures, _Figures | None]] = {}
    for figures in found:
        before = pairs.get(figures.task_no)
        pairs[figures.task_no] = (figures, before[0] if before else None)
    return {task: pair for task, pair in pairs.items() if pair[0].quarter == quarter}


def _read_indicators(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Indicator, ...]:
    values: dict[str, list[IndicatorValue]] = {}
    for value in read_rows(
        connection,
        IndicatorValue,
        "fct_indicator_quarter",
        order_by=("indicator_code", "town_code"),
        quarter=quarter,
        basis=basis,
    ):
        values.setdefault(value.indicator_code, []).append(value)
    indicators = read_rows(
        connection,
        Indicator,
        "dim_indicator",
        columns={"code": "indicator_code", "name": "indicator_name"},
        order_by=("task_no", "indicator_code"),
    )
    return tuple(replace(indicator, values=tuple(values.get(indicator.code, ()))) for indicator in indicators)
