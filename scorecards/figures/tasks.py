"""The twelve tasks and their indicators.

Source: docs/contract/marts.md, task_quarter, fct_indicator_quarter, indicator_trend_quarter.
"""

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
    trend: Trend | None = None


@dataclass(frozen=True)
class Trend:
    """How an indicator has moved since the quarter before: 好转, 持平 or 退步; None without a value before.

    `year_end_at_pace` is None for indicators that add up the quarter's months.
    """

    indicator_code: str
    town_code: str
    previous_value: float | None
    change: float | None
    trend: str | None
    year_end_at_pace: float | None


@dataclass(frozen=True)
class Indicator:
    """An indicator of a task; `direction` is `up` or `down`, `per` 1 is a share.

    `aggregation` is `last` for a stock, that is held against the year's target at the year's end, and `sum` for what
    adds up the quarter's months, that is held against it each quarter.
    """

    code: str
    name: str
    task_no: int
    dept_code: str
    aggregation: str
    direction: str
    per: int
    values: tuple[IndicatorValue, ...] = field(default=())

    @property
    def district(self) -> IndicatorValue | None:
        """Its value in the whole district."""
        return next((value for value in self.values if value.town_code == "district"), None)

    def is_due(self, quarter: str) -> bool:
        """Whether it is held against the year's target in the quarter.

        Source: docs/contract/assessment.md, Trend of indicators.
        """
        return self.aggregation == "sum" or quarter.endswith("Q4")

    def lacks(self, value: IndicatorValue) -> float | None:
        """How far a value is from the year's target, in the indicator's unit; 0 once reached, None without either."""
        if value.value is None or value.target is None:
            return None
        gap = value.value - value.target if self.direction == "down" else value.target - value.value
        return max(0.0, gap)

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
    progress_index_if_corrected: float | None
    """With the likely values in the place of doubtful ones; None without a likely value."""
    ytd_investment_if_corrected: float | None
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
    progress_index_if_corrected: float | None
    ytd_investment_if_corrected: float | None


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
                progress_index_if_corrected=now.progress_index_if_corrected if now else None,
                ytd_investment_if_corrected=now.ytd_investment_if_corrected if now else None,
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
    trends = {
        (trend.indicator_code, trend.town_code): trend
        for trend in read_rows(connection, Trend, "indicator_trend_quarter", quarter=quarter, basis=basis)
    }
    values: dict[str, list[IndicatorValue]] = {}
    for value in read_rows(
        connection,
        IndicatorValue,
        "fct_indicator_quarter",
        order_by=("indicator_code", "town_code"),
        quarter=quarter,
        basis=basis,
    ):
        trend = trends.get((value.indicator_code, value.town_code))
        values.setdefault(value.indicator_code, []).append(replace(value, trend=trend))
    indicators = read_rows(
        connection,
        Indicator,
        "dim_indicator",
        columns={"code": "indicator_code", "name": "indicator_name"},
        order_by=("task_no", "indicator_code"),
    )
    return tuple(replace(indicator, values=tuple(values.get(indicator.code, ()))) for indicator in indicators)
