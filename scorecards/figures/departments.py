"""The departments' cards of a quarter (docs/contract/marts.md, scorecard_department)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import duckdb

from scorecards.figures.metrics import Metric, MetricScore, read_scores
from scorecards.figures.rows import read_rows
from scorecards.figures.towns import HistoryPoint


@dataclass(frozen=True)
class Supervision:
    """A task in a town that a department had to supervise in the quarter (K2), and whether it did."""

    town_code: str
    task_no: int
    is_supervised: bool


@dataclass(frozen=True)
class Department:
    """A department; `total` and `band` are None where no metric applies to it, so that it has no card.

    `rank` is None also where too few points apply to it for it to be ranked.
    """

    code: str
    name: str
    role: str
    total: float | None
    rank: int | None
    band: str | None
    task_nos: tuple[int, ...] = field(default=())
    metrics: tuple[MetricScore, ...] = field(default=())
    supervisions: tuple[Supervision, ...] = field(default=())
    history: tuple[HistoryPoint, ...] = field(default=())

    @property
    def has_card(self) -> bool:
        """Whether any metric applies to it."""
        return self.total is not None

    @property
    def previous_total(self) -> float | None:
        """The previous quarter's total on the same basis; None without one."""
        return self.history[-2].total if len(self.history) > 1 else None

    @property
    def change(self) -> float | None:
        """Points gained since the previous quarter; None without one."""
        return None if self.total is None or self.previous_total is None else round(self.total - self.previous_total, 2)

    @property
    def not_supervised(self) -> tuple[Supervision, ...]:
        """The tasks in towns that it did not supervise."""
        return tuple(supervision for supervision in self.supervisions if not supervision.is_supervised)


@dataclass(frozen=True)
class _PastCard:
    dept_code: str
    quarter: str
    total: float | None
    rank: int | None


def read_departments(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str, metrics: Mapping[str, Metric]
) -> tuple[Department, ...]:
    """Read all departments, those with a card first: by rank, then those without one by total."""
    scores = read_scores(connection, quarter, basis, metrics)
    supervisions = _read_supervisions(connection, quarter, basis)
    history = _read_history(connection, quarter, basis)
    tasks: dict[str, tuple[int, ...]] = {}
    for code, task_no in connection.execute(
        "select dept_code, task_no from marts.dim_task_department order by 1, 2"
    ).fetchall():
        tasks[code] = (*tasks.get(code, ()), task_no)
    departments = read_rows(
        connection,
        Department,
        """
        select dept.dept_code as code, dept.dept_name as name, dept.role, card.total, card.rank, card.band
        from marts.dim_department as dept
        left join marts.scorecard_department as card
            on dept.dept_code = card.dept_code and card.quarter = $quarter and card.basis = $basis
        order by card.rank nulls last, card.total desc nulls last, dept.dept_code
        """,
        quarter=quarter,
        basis=basis,
    )
    return tuple(
        replace(
            department,
            task_nos=tasks.get(department.code, ()),
            metrics=scores.get(department.code, ()),
            supervisions=supervisions.get(department.code, ()),
            history=_up_to(history.get(department.code, ()), quarter, department),
        )
        for department in departments
    )


def _up_to(history: tuple[HistoryPoint, ...], quarter: str, department: Department) -> tuple[HistoryPoint, ...]:
    """End a history with this quarter, so that its last but one point is the quarter before, even without a card."""
    if history and history[-1].quarter == quarter:
        return history
    return (*history, HistoryPoint(quarter, department.total, department.rank)) if history else ()


def _read_supervisions(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[str, tuple[Supervision, ...]]:
    found = connection.execute(
        """
        select unit_code, split_part(item_id, '/', 1), cast(split_part(item_id, '/', 2) as integer), numerator > 0
        from marts.metric_item where quarter = ? and basis = ? and metric_code = 'K2' order by 1, 2, 3
        """,
        [quarter, basis],
    ).fetchall()
    supervisions: dict[str, tuple[Supervision, ...]] = {}
    for dept, *pair in found:
        supervisions[dept] = (*supervisions.get(dept, ()), Supervision(*pair))
    return supervisions


def _read_history(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[str, tuple[HistoryPoint, ...]]:
    cards = read_rows(
        connection,
        _PastCard,
        """
        select dept_code, quarter, total, rank from marts.scorecard_department
        where quarter <= $quarter and basis = $basis order by quarter
        """,
        quarter=quarter,
        basis=basis,
    )
    history: dict[str, tuple[HistoryPoint, ...]] = {}
    for card in cards:
        point = HistoryPoint(card.quarter, card.total, card.rank)
        history[card.dept_code] = (*history.get(card.dept_code, ()), point)
    return history
