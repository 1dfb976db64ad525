"""A score explained: as a sum, each metric by its two sides and its rules, down to the cells.

Source: docs/contract/assessment.md, Evidence.

Everything is read from the published snapshot; only the cells as they were typed come from the landed rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb

from lifecircle.calendar import parse_period
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.marts.reading import read_rows
from lifecircle.plain import plain
from lifecircle.quarters import read_quarters
from lifecircle.units import Unit, read_unit_names, read_units
from scorecards.definitions import load_definitions
from scorecards.figures.departments import DepartmentCard
from scorecards.figures.explained import AdjustmentExplained, Explanation, Item, MetricExplained
from scorecards.figures.metrics import read_metrics, read_rules, read_scores
from scorecards.figures.source_rows import read_source_rows
from scorecards.figures.towns import TownCard, read_adjustments

BASES = ("cutoff", "latest")


@dataclass(frozen=True)
class _Item:
    item_id: str
    item_name: str | None
    numerator: float
    denominator: float | None


class ExplanationError(Exception):
    """There is nothing to explain; the message says what was asked for and what there is instead."""


def explain(home: Home, quarter: str, unit: str, code: str | None = None, basis: str = "cutoff") -> Explanation:
    """Explain a town's or department's total, or one metric or adjustment of it down to the cells.

    Args:
        home: with a published snapshot and its landed rows.
        quarter: as `2024Q1` or 2024年第一季度.
        unit: a name, alias or code.
        code: of the metric (`D3`) or adjustment (`A1`) to be taken apart; None for the sum alone.
        basis: `cutoff` or `latest`.

    Raises:
        ExplanationError: there is no such quarter, unit, card or metric.
        NothingPublishedError: the home has no snapshot.
    """
    if basis not in BASES:
        raise ExplanationError(f"{basis!r} is no basis; there are {' and '.join(BASES)}")
    quarter = parse_period(plain(quarter), "quarter") or quarter
    with open_snapshot(home) as marts:
        _check_quarter(marts, quarter)
        found = _find_unit(marts, unit)
        card = _read_card(marts, found, quarter, basis)
        metrics = _read_metrics(marts, found, quarter, basis)
        explanation = Explanation(
            quarter,
            basis,
            found.unit_code,
            read_unit_names(marts, quarter)[found.unit_code],
            card.total,
            card.rank,
            card.band,
            earned=sum(metric.earned or 0 for metric in metrics),
            sections=card.sections if isinstance(card, TownCard) else {},
            applicable_points=sum(metric.points for metric in metrics if metric.ratio is not None),
            metrics=metrics,
            adjustments=_read_adjustments(marts, found, quarter, basis),
        )
        return explanation if code is None else _take_apart(explanation, code.upper(), marts, home)


def _take_apart(explanation: Explanation, code: str, marts: duckdb.DuckDBPyConnection, home: Home) -> Explanation:
    codes = [metric.code for metric in explanation.metrics]
    codes += [adjustment.code for adjustment in explanation.adjustments]
    if code not in codes:
        raise ExplanationError(
            f"{explanation.unit_name} has no {code} in {explanation.quarter}; it has {', '.join(codes)}"
        )
    unit = explanation.unit_code
    rows = read_source_rows(marts, home, explanation.quarter, explanation.basis, unit_code=unit, metric_code=code)
    found = read_rows(
        marts,
        _Item,
        "metric_item",
        order_by=("item_id",),
        quarter=explanation.quarter,
        basis=explanation.basis,
        unit_code=unit,
        metric_code=code,
    )
    items = tuple(
        Item(item.item_id, item.item_name, item.numerator, item.denominator, rows.get((unit, code, item.item_id), ()))
        for item in found
    )
    return replace(
        explanation,
        asked=code,
        metrics=tuple(replace(part, items=items) if part.code == code else part for part in explanation.metrics),
        adjustments=tuple(
            replace(part, items=items) if part.code == code else part for part in explanation.adjustments
        ),
    )


def _check_quarter(marts: duckdb.DuckDBPyConnection, quarter: str) -> None:
    due = [each.quarter for each in read_quarters(marts)]
    if quarter not in due:
        known = f"there are {', '.join(due)}" if due else "none is due yet"
        raise ExplanationError(f"{quarter!r} is no quarter of the published warehouse; {known}")


def _find_unit(marts: duckdb.DuckDBPyConnection, name: str) -> Unit:
    """Find a unit by whatever it is called."""
    units = read_units(marts).values()
    for unit in units:
        if plain(name) in {plain(word) for word in (unit.unit_code, unit.unit_name, *(unit.aliases or "").split(";"))}:
            return unit
    towns, departments = (
        "、".join(unit.unit_name for unit in units if unit.unit_kind == kind) for kind in ("town", "department")
    )
    raise ExplanationError(f"{name!r} is no town or department; there are {towns}, and {departments}")


def _read_card(marts: duckdb.DuckDBPyConnection, unit: Unit, quarter: str, basis: str) -> TownCard | DepartmentCard:
    cards: tuple[TownCard | DepartmentCard, ...]
    if unit.unit_kind == "town":
        cards = read_rows(marts, TownCard, "scorecard_town", quarter=quarter, basis=basis, town_code=unit.unit_code)
    else:
        cards = read_rows(
            marts, DepartmentCard, "scorecard_department", quarter=quarter, basis=basis, dept_code=unit.unit_code
        )
    if not cards:
        raise ExplanationError(f"{unit.unit_name} has no card in {quarter}: no metric applies to it")
    return cards[0]


def _read_metrics(
    marts: duckdb.DuckDBPyConnection, unit: Unit, quarter: str, basis: str
) -> tuple[MetricExplained, ...]:
    defined, rules = load_definitions(), read_rules(marts, quarter)
    definitions = {**defined.metrics, **defined.department_metrics}
    scores = read_scores(marts, quarter, basis, read_metrics(marts, quarter)).get(unit.unit_code, ())
    metrics = (
        MetricExplained(
            score.code,
            score.metric.name,
            score.metric.section,
            score.points,
            score.numerator,
            score.denominator,
            score.ratio,
            score.earned,
            definitions[score.code],
            rules.get(score.code, ()),
        )
        for score in scores
    )
    order = list(definitions)
    return tuple(sorted(metrics, key=lambda metric: order.index(metric.code)))


def _read_adjustments(
    marts: duckdb.DuckDBPyConnection, unit: Unit, quarter: str, basis: str
) -> tuple[AdjustmentExplained, ...]:
    definitions, rules = load_definitions().adjustments, read_rules(marts, quarter)
    return tuple(
        AdjustmentExplained(each.code, each.points, each.occurrences, definitions[each.code], rules.get(each.code, ()))
        for each in read_adjustments(marts, quarter, basis).get(unit.unit_code, ())
    )
