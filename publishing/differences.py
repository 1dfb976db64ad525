"""What a restatement would change: the published version's own figures beside those of the warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from lifecircle.marts.reading import empty_last, read_records, read_rows
from lifecircle.units import read_unit_names
from lifecircle.wording import LIGHTS, NOT_APPLICABLE, amount, fixed
from publishing.figures import figure_marts
from scorecards.edition import Difference

OFFERING = ("total", "rank", "band", "light")
"""The kinds of difference for which a restatement is offered."""

_TOLERANCE = 1e-9
_TITLES = {
    "approval_quarter": "项目审批情况",
    "demand_quarter": "居民需求响应",
    "discrepancy": "完成投资与资金拨付有差异的项目",
    "district_quarter": "全区情况",
    "document_status": "蓝图与计划报送公开情况",
    "fct_circle_quarter": "生活圈覆盖",
    "fct_coverage_quarter": "街镇设施覆盖",
    "fct_indicator_quarter": "指标完成情况",
    "fct_project_quarter": "项目进展",
    "funding_quarter": "资金来源与拨付",
    "indicator_trend_quarter": "指标走势",
    "participation_quarter": "公众参与",
    "supervision_list": "督办清单",
    "suspect_value": "存疑数据",
    "task_quarter": "任务进展",
}


@dataclass(frozen=True)
class _Card:
    """A mart of scores: its unit's column, and of each figure that is compared the kind and what it is called."""

    unit: str
    figures: Mapping[str, tuple[str, str]]
    detail: str | None = None
    """The column by which a unit has several rows."""


_CARDS = {
    "scorecard_town": _Card(
        "town_code",
        {
            "total": ("total", "总分"),
            "rank": ("rank", "名次"),
            "group_rank": ("rank", "组内名次"),
            "band": ("band", "等次"),
            "light": ("light", "亮灯"),
            "previous_total": ("other", "上季度总分"),
        },
    ),
    "scorecard_department": _Card(
        "dept_code", {"total": ("total", "总分"), "rank": ("rank", "名次"), "band": ("band", "等次")}
    ),
    "town_year": _Card(
        "town_code",
        {"total": ("total", "年度总分"), "rank": ("rank", "年度名次"), "band": ("band", "年度等次")},
    ),
    "scorecard_town_metric": _Card("town_code", {"earned": ("metric", "")}, "metric_code"),
    "scorecard_department_metric": _Card("dept_code", {"earned": ("metric", "")}, "metric_code"),
    "scorecard_town_adjustment": _Card("town_code", {"points": ("other", "")}, "adjustment_code"),
}
# what metrics are made from changes with them; it would be listed twice
_NOT_LISTED = {"evidence", "figure_evidence", "issue_quarter", "metric_item", "metric_item_evidence"}
COMPARED = _CARDS.keys() | _TITLES.keys() | _NOT_LISTED
"""Every mart of a version: compared figure by figure, counted by rows under a title, or seen in another's figures."""

_Row = Mapping[str, Any]


@dataclass
class Comparison:
    """The differences, the dearest first, and the (unit, metric or adjustment) pairs among them."""

    differences: list[Difference] = field(default_factory=list)
    metrics: set[tuple[str, str]] = field(default_factory=set)

    @property
    def is_offered(self) -> bool:
        """Whether a total, rank, band or light changes."""
        return any(difference.kind in OFFERING for difference in self.differences)


def compare(marts: duckdb.DuckDBPyConnection, quarter: str, before: Path | None) -> Comparison:
    """Hold the figures known now (basis latest) against published ones.

    Args:
        marts: the snapshot.
        quarter: as 2024Q1.
        before: the published version's folder; None compares with the snapshot's own basis `cutoff`.
    """
    names = _Names(marts, quarter)
    comparison = Comparison()
    figures = figure_marts(marts, quarter)
    for mart in [*(card for card in _CARDS if card in figures), *sorted(figures.keys() - _CARDS.keys())]:
        if mart in _NOT_LISTED:
            continue
        now = read_records(marts, mart, **figures[mart], basis="latest")
        if before is None:
            then = read_records(marts, mart, **figures[mart], basis="cutoff")
        elif (published := before / "marts" / f"{mart}.parquet").exists():
            then = pq.read_table(published).to_pylist()
        else:
            continue
        if mart in _CARDS:
            _compare_card(comparison, _CARDS[mart], then, now, names)
        else:
            _count_rows(comparison, mart, then, now, names)
    order = (*OFFERING, "metric", "other")
    comparison.differences.sort(key=lambda difference: order.index(difference.kind))
    return comparison


@dataclass(frozen=True)
class _Metric:
    metric_code: str
    metric_name: str


class _Names:
    """What units and metrics are called."""

    def __init__(self, marts: duckdb.DuckDBPyConnection, quarter: str) -> None:
        self.units = read_unit_names(marts, quarter)
        self.metrics = {
            metric.metric_code: metric.metric_name
            for metric in read_rows(marts, _Metric, "metric_quarter", quarter=quarter)
        }

    def unit(self, code: str | None) -> str:
        return "全区" if code is None or code == "district" else self.units.get(code, code)


def _compare_card(
    comparison: Comparison, card: _Card, then: Iterable[_Row], now: Iterable[_Row], names: _Names
) -> None:
    before, after = _by_unit(card, then), _by_unit(card, now)
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key, {}), after.get(key, {})
        unit, detail = key
        for column, (kind, what) in card.figures.items():
            compared = [column, *(name for name in ("numerator", "denominator") if kind == "metric")]
            if all(_equal(old.get(name), new.get(name)) for name in compared):
                continue
            if detail:
                comparison.metrics.add((unit, detail))
                what = f"{detail} {names.metrics[detail]}" if kind == "metric" else f"加减分 {detail}"
            words = _words(kind, column, old, new)
            comparison.differences.append(Difference(unit, names.unit(unit), kind, what, *words))


def _by_unit(card: _Card, rows: Iterable[_Row]) -> dict[tuple[str, str], _Row]:
    return {(row[card.unit], row[card.detail] if card.detail else ""): row for row in rows}


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _TOLERANCE * max(1, abs(one))
    return bool(one == other)


def _words(kind: str, column: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
    if kind == "metric":
        for places in (2, 6):
            before, after = (_metric(row, places) for row in (old, new))
            if before != after:
                break
        return before, after
    if column in {"band", "light"}:
        before, after = (LIGHTS.get(str(row.get(column)), row.get(column) or "无") for row in (old, new))
        return before, after
    if column in {"rank", "group_rank"}:
        before, after = ("无" if row.get(column) is None else f"第{row[column]}" for row in (old, new))
        return before, after
    before, after = (fixed(row.get(column), absent="无") for row in (old, new))
    return before, after


def _metric(row: Mapping[str, Any], places: int) -> str:
    if not row or row["earned"] is None:
        return NOT_APPLICABLE
    return f"{fixed(row['earned'], places)} 分（{amount(row['numerator'])} / {amount(row['denominator'])}）"


def _count_rows(comparison: Comparison, mart: str, then: Sequence[_Row], now: Sequence[_Row], names: _Names) -> None:
    """Say of a mart without scores how many of each unit's rows are others than before."""
    if not then and not now:
        return
    # a version that was published before a column existed says nothing about it
    columns = [name for name in (now or then)[0] if name != "basis" and (not then or name in then[0])]
    unit = next((columns.index(name) for name in ("town_code", "dept_code", "unit_code") if name in columns), None)
    before, after = (Counter(tuple(_compared(row[name]) for name in columns) for row in rows) for rows in (then, now))
    gone, come = ((one - other).elements() for one, other in ((before, after), (after, before)))
    gone_of, come_of = (Counter(None if unit is None else row[unit] for row in rows) for rows in (gone, come))
    for code in sorted(gone_of.keys() | come_of.keys(), key=empty_last):
        what = f"{_TITLES[mart]}有变动的行"
        words = (f"{gone_of[code]} 行", f"{come_of[code]} 行")
        comparison.differences.append(Difference(code or "district", names.unit(code), "other", what, *words))


def _compared(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value
