"""The twelve tasks and their indicators (docs/contract/marts.md, task_quarter and fct_indicator_quarter)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb

from scorecards.figures.rows import read_rows


@dataclass(frozen=True)
class IndicatorValue:
    """An indicator in a town, or with `town_code` `district` in all; None where no row has come."""

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
class _Value:
    indicator_code: str
    town_code: str
    numerator: float | None
    denominator: float | None
    value: float | None
    target: float | None
    attainment: float | None


def read_tasks(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Task, ...]:
    """Read the tasks with their indicators, by number."""
    indicators = _read_indicators(connection, quarter, basis)
    departments: dict[int, tuple[str, ...]] = {}
    for no, dept in connection.execute(
        "select task_no, dept_code from marts.dim_task_department order by 1, 2"
    ).fetchall():
        departments[no] = (*departments.get(no, ()), dept)
    tasks = read_rows(
        connection,
        Task,
        """
        with figures as (
            select *, lag(progress_index) over (partition by task_no order by quarter) as previous_progress_index
            from marts.task_quarter where basis = $basis
        )
        select
            tasks.task_no as no, tasks.task_name as name, tasks.short_name, tasks.sector,
            coalesce(figures.projects, 0) as projects, coalesce(figures.started, 0) as started,
            coalesce(figures.finished, 0) as finished, figures.progress_index, figures.ytd_investment,
            figures.year_investment, figures.previous_progress_index
        from marts.dim_task as tasks
        left join figures on tasks.task_no = figures.task_no and figures.quarter = $quarter
        order by tasks.task_no
        """,
        quarter=quarter,
        basis=basis,
    )
    return tuple(
        replace(
            task,
            indicators=tuple(indicator for indicator in indicators if indicator.task_no == task.no),
            dept_codes=departments.get(task.no, ()),
        )
        for task in tasks
    )


def _read_indicators(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Indicator, ...]:
    rows = read_rows(
        connection,
        _Value,
        """
        select indicator_code, town_code, numerator, denominator, value, target, attainment
        from marts.fct_indicator_quarter where quarter = $quarter and basis = $basis order by indicator_code, town_code
        """,
        quarter=quarter,
        basis=basis,
    )
    values: dict[str, list[IndicatorValue]] = {}
    for row in rows:
        value = IndicatorValue(row.town_code, row.numerator, row.denominator, row.value, row.target, row.attainment)
        values.setdefault(row.indicator_code, []).append(value)
    indicators = read_rows(
        connection,
        Indicator,
        """
        select indicator_code as code, indicator_name as name, task_no, dept_code, direction, per
        from marts.dim_indicator order by task_no, indicator_code
        """,
    )
    return tuple(replace(indicator, values=tuple(values.get(indicator.code, ()))) for indicator in indicators)
