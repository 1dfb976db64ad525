"""What an explained score consists of: its sum, its metrics and adjustments, their items and the rows behind these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scorecards.definitions import AdjustmentDefinition, MetricDefinition
from scorecards.figures.source_rows import SourceRow


@dataclass(frozen=True)
class Rule:
    """A figure of the assessment in force on the quarter's last day; `is_assumed`: the action plan states none."""

    metric_code: str
    """The metric or adjustment that rests on it."""
    rule: str
    name: str
    value: float
    valid_from: date
    source: str
    is_assumed: bool


@dataclass(frozen=True)
class Item:
    """One of the parts that a metric's two sides are summed from; an adjustment's has points and no denominator."""

    item_id: str
    name: str | None
    numerator: float
    denominator: float | None
    rows: tuple[SourceRow, ...] = ()


@dataclass(frozen=True)
class MetricExplained:
    """A metric of a card; `ratio` and `earned` are None where it does not apply.

    `items` are there only if the metric was asked for.
    """

    code: str
    name: str
    section: str | None
    points: float
    numerator: float
    denominator: float
    ratio: float | None
    earned: float | None
    definition: MetricDefinition
    rules: tuple[Rule, ...]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class AdjustmentExplained:
    """Points that are added to a town's score or taken off it."""

    code: str
    points: float
    occurrences: int
    definition: AdjustmentDefinition
    rules: tuple[Rule, ...]
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A unit's total: 100 * earned / points of the applicable metrics, plus the adjustments, kept in [0, 100]."""

    quarter: str
    basis: str
    unit_code: str
    unit_name: str
    total: float
    rank: int | None
    """None for a department to which too few points apply for it to be ranked."""
    band: str
    sections: Mapping[str, float | None]
    """A town's sections by their scores, 0 to 100; None where no metric of it applies."""
    earned: float
    applicable_points: float
    metrics: tuple[MetricExplained, ...]
    adjustments: tuple[AdjustmentExplained, ...]
    asked: str | None = None
    """The metric or adjustment that is taken apart."""
