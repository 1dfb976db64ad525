"""The metrics in force in a quarter, and what a unit reached in them.

Source: docs/contract/marts.md, scorecard_town_metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from scorecards.figures.explained import Rule
from scorecards.figures.rows import read_rows

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
    numerator: float | None
    denominator: float | None
    ratio: float | None
    points: float
    earned: float | None

    @property
    def code(self) -> str:
        """The metric's code."""
        return self.metric.code

    @property
    def lost(self) -> float:
        """The points not earned; none where the metric does not apply."""
        return 0 if self.earned is None else self.points - self.earned


@dataclass(frozen=True)
class _Score:
    unit_code: str
    metric_code: str
    numerator: float | None
    denominator: float | None
    ratio: float | None
    points: float
    earned: float | None


def read_metrics(connection: duckdb.DuckDBPyConnection, quarter: str) -> dict[str, Metric]:
    """Read the metrics of both cards in force at the quarter's end, by code in the cards' order."""
    metrics = read_rows(
        connection,
        Metric,
        """
        select
            metric_code as code, metric_name as name, card, section, points, valid_from
        from marts.dim_metric
        where valid_from <= (select ends_on from marts.dim_quarter where quarter = $quarter)
        qualify row_number() over (partition by metric_code order by valid_from desc) = 1
        """,
        quarter=quarter,
    )
    return {metric.code: metric for metric in sorted(metrics, key=_in_card_order)}


def read_scores(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str, metrics: Mapping[str, Metric]
) -> dict[str, tuple[MetricScore, ...]]:
    """Read every unit's metrics, towns' and departments': unit -> scores in the card's order."""
    found = read_rows(
        connection,
        _Score,
        """
        select town_code as unit_code, metric_code, numerator, denominator, ratio, points, earned
        from marts.scorecard_town_metric where quarter = $quarter and basis = $basis
        union all by name
        select dept_code as unit_code, metric_code, numerator, denominator, ratio, points, earned
        from marts.scorecard_department_metric where quarter = $quarter and basis = $basis
        """,
        quarter=quarter,
        basis=basis,
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
    found = connection.execute(
        """
        select metric_code, rule, rule_name, value, valid_from, source, is_assumed from marts.metric_rule
        where quarter = ? order by metric_code, rule
        """,
        [quarter],
    ).fetchall()
    rules: dict[str, tuple[Rule, ...]] = {}
    for code, *rule in found:
        rules[code] = (*rules.get(code, ()), Rule(*rule))
    return rules


def _in_card_order(metric: Metric) -> tuple[int, str]:
    return (len(SECTIONS) if metric.section is None else SECTIONS.index(metric.section), metric.code)
