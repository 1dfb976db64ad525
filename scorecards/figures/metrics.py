"""The metrics in force in a quarter, and what a unit reached in them.

Source: docs/contract/marts.md, scorecard_town_metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from lifecircle.marts.reading import read_rows
from scorecards.figures.explained import Rule

SECTIONS = ("planning", "reporting", "delivery", "funding", "coverage", "people")
"""The sections of a town's card, in the order of the card."""


@dataclass(frozen=True)
class Metric:
    """A metric of a card by the rules in force at the quarter's end; `section` is None on a department's card."""

    code: str
    name: str
    card: str
    section: str | None
    points: float
    valid_from: date


@dataclass(frozen=True)
class MetricScore:
    """What a unit reached in a metric; `ratio` and `earned` are None where the metric does not apply."""

    metric: Metric
    numerator: float
    denominator: float
    ratio: float | None
    points: float
    earned: float | None

    @property
    def code(self) -> str:
        """The metric's code."""
        return self.metric.code

    @property
    def uncapped(self) -> float | None:
        """Its two sides divided, where that is more than the whole that a ratio is capped at; else None."""
        if self.ratio is None or not self.denominator or self.numerator <= self.denominator:
            return None
        return self.numerator / self.denominator

    @property
    def lost(self) -> float:
        """The points not earned; none where the metric does not apply."""
        return 0 if self.earned is None else self.points - self.earned


@dataclass(frozen=True)
class _Score:
    unit_code: str
    metric_code: str
    numerator: float
    denominator: float
    ratio: float | None
    points: float
    earned: float | None


def read_metrics(connection: duckdb.DuckDBPyConnection, quarter: str) -> dict[str, Metric]:
    """Read the metrics of both cards in force at the quarter's end, by code in the cards' order."""
    named = {"code": "metric_code", "name": "metric_name"}
    metrics = read_rows(connection, Metric, "metric_quarter", columns=named, quarter=quarter)
    return {metric.code: metric for metric in sorted(metrics, key=_in_card_order)}


def read_scores(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str, metrics: Mapping[str, Metric]
) -> dict[str, tuple[MetricScore, ...]]:
    """Read every unit's metrics, towns' and departments': unit -> scores in the card's order."""
    place: dict[str, Any] = {"quarter": quarter, "basis": basis}
    found = (
        *read_rows(connection, _Score, "scorecard_town_metric", columns={"unit_code": "town_code"}, **place),
        *read_rows(connection, _Score, "scorecard_department_metric", columns={"unit_code": "dept_code"}, **place),
    )
    order = list(metrics)
    scores: dict[str, list[MetricScore]] = {}
    for row in sorted(found, key=lambda row: order.index(row.metric_code)):
        scores.setdefault(row.unit_code, []).append(
            MetricScore(metrics[row.metric_code], row.numerator, row.denominator, row.ratio, row.points, row.earned)
        )
    return {unit: tuple(of_unit) for unit, of_unit in scores.items()}


def read_rules(connection: duckdb.DuckDBPyConnection, quarter: str) -> dict[str, tuple[Rule, ...]]:
    """Read the rules that each metric and adjustment rests on: code -> its rules."""
    rules: dict[str, tuple[Rule, ...]] = {}
    for rule in read_rows(
        connection,
        Rule,
        "metric_rule",
        columns={"name": "rule_name"},
        order_by=("metric_code", "rule"),
        quarter=quarter,
    ):
        rules[rule.metric_code] = (*rules.get(rule.metric_code, ()), rule)
    return rules


def _in_card_order(metric: Metric) -> tuple[int, str]:
    return (len(SECTIONS) if metric.section is None else SECTIONS.index(metric.section), metric.code)
