"""The departments' cards of a quarter (docs/contract/marts.md, scorecard_department)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from lifecircle.marts.reading import read_rows
from scorecards.figures.metrics import Metric, MetricScore, read_scores
from scorecards.figures.task_departments import read_tasks_of_departments
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
    applicable_points: float
    """The points of the metrics that apply to it."""
    has_previous_metrics: bool
    """Whether the same metrics applied to it in the quarter before, so that the totals compare."""
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
        """Points gained since the previous quarter; None without one, or if that one was of another set of metrics."""
        if self.total is None or self.previous_total is None or not self.has_previous_metrics:
            return None
        return round(self.total - self.previous_total, 2)

    @property
    def not_supervised(self) -> tuple[Supervision, ...]:
        """The tasks in towns that it did not supervise."""
        return tuple(supervision for supervision in self.supervisions if not supervision.is_supervised)


_NAMED = {"dept_code": "unit_code", "dept_name": "unit_name", "role": "kind"}


@dataclass(frozen=True)
class _Named:
    dept_code: str
    dept_name: str
    role: str


@dataclass(frozen=True)
class DepartmentCard:
    """A row of `scorecard_department`."""

    dept_code: str
    quarter: str
    total: float
    rank: int | None
    band: str
    applicable_points: float


@dataclass(frozen=True)
class _Applicable:
    """A metric that applies to a department in a quarter."""

    quarter: str
    dept_code: str
    metric_code: str
    ratio: float | None


@dataclass(frozen=True)
class _Pair:
    """A task in a town that K2 counts: `item_id` is `town/task`."""

    unit_code: str
    item_id: str
    numerator: float


def read_departments(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str, metrics: Mapping[str, Metric]
) -> tuple[Department, ...]:
    """Read all departments, those with a card first: by rank, then those without one by total."""
    scores = read_scores(connection, quarter, basis, metrics)
    supervisions = _read_supervisions(connection, quarter, basis)
    cards = _read_cards(connection, quarter, basis)
    tasks = read_tasks_of_departments(connection)
    applicable = _read_applicable(connection, quarter, basis)
    departments = []
    for dept in read_rows(connection, _Named, "unit_quarter", columns=_NAMED, quarter=quarter, unit_kind="department"):
        past = cards.get(dept.dept_code, ())
        card = past[-1] if past and past[-1].quarter == quarter else None
        departments.append(
            Department(
                code=dept.dept_code,
                name=dept.dept_name,
                role=dept.role,
                total=card.total if card else None,
                rank=card.rank if card else None,
                band=card.band if card else None,
                applicable_points=card.applicable_points if card else 0,
                has_previous_metrics=len(past) > 1
                and applicable.get((past[-1].quarter, dept.dept_code))
                == applicable.get((past[-2].quarter, dept.dept_code)),
                task_nos=tasks.get(dept.dept_code, ()),
                metrics=scores.get(dept.dept_code, ()),
                supervisions=supervisions.get(dept.dept_code, ()),
                history=_history(past, quarter),
            )
        )
    return tuple(sorted(departments, key=_in_order))


def _read_applicable(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[tuple[str, str], frozenset[str]]:
    """Read which metrics applied: (quarter, department) -> their codes, up to the quarter."""
    found = read_rows(connection, _Applicable, "scorecard_department_metric", at_most={"quarter": quarter}, basis=basis)
    codes: dict[tuple[str, str], set[str]] = {}
    for each in found:
        if each.ratio is not None:
            codes.setdefault((each.quarter, each.dept_code), set()).add(each.metric_code)
    return {place: frozenset(of_place) for place, of_place in codes.items()}


def _in_order(department: Department) -> tuple[float, float, str]:
    """By rank; who has none comes after by total, and who has no card last."""
    rank = math.inf if department.rank is None else department.rank
    total = math.inf if department.total is None else -department.total
    return rank, total, department.code


def _history(past: tuple[DepartmentCard, ...], quarter: str) -> tuple[HistoryPoint, ...]:
    """End with this quarter, so that the last but one point is the quarter before, even without a card now."""
    points = tuple(HistoryPoint(card.quarter, card.total, card.rank) for card in past)
    if past and past[-1].quarter != quarter:
        return (*points, HistoryPoint(quarter, None, None))
    return points


def _read_cards(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[str, tuple[DepartmentCard, ...]]:
    """Read every department's cards up to the quarter, the latest last."""
    found = read_rows(
        connection,
        DepartmentCard,
        "scorecard_department",
        order_by=("quarter",),
        at_most={"quarter": quarter},
        basis=basis,
    )
    cards: dict[str, tuple[DepartmentCard, ...]] = {}
    for card in found:
        cards[card.dept_code] = (*cards.get(card.dept_code, ()), card)
    return cards


def _read_supervisions(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[str, tuple[Supervision, ...]]:
    pairs = read_rows(connection, _Pair, "metric_item", quarter=quarter, basis=basis, metric_code="K2")
    supervisions: dict[str, list[Supervision]] = {}
    for pair in pairs:
        town, task = pair.item_id.split("/")
        supervisions.setdefault(pair.unit_code, []).append(Supervision(town, int(task), pair.numerator > 0))
    return {
        dept: tuple(sorted(of_dept, key=lambda each: (each.town_code, each.task_no)))
        for dept, of_dept in supervisions.items()
    }
