"""A score explained: as a sum, each metric by its two sides and its rules, down to the cells.

Source: docs/contract/assessment.md, Evidence.

Everything is read from the published snapshot; only the cells as they were typed come from the landed rows.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from lifecircle.calendar import parse_period
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.reference import plain
from scorecards.definitions import load_definitions
from scorecards.figures.explained import AdjustmentExplained, Explanation, Item, MetricExplained
from scorecards.figures.metrics import SECTIONS, read_rules
from scorecards.figures.source_rows import read_source_rows

BASES = ("cutoff", "latest")


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
        kind, unit_code, unit_name = _find_unit(marts, unit)
        total, rank, band, sections = _read_card(marts, kind, quarter, basis, unit_code, unit_name)
        metrics = _read_metrics(marts, kind, quarter, basis, unit_code)
        adjustments = _read_adjustments(marts, quarter, basis, unit_code)
        explanation = Explanation(
            quarter,
            basis,
            unit_code,
            unit_name,
            total,
            rank,
            band,
            earned=sum(metric.earned or 0 for metric in metrics),
            sections=sections,
            applicable_points=sum(metric.points for metric in metrics if metric.ratio is not None),
            metrics=metrics,
            adjustments=adjustments,
        )
        return explanation if code is None else _take_apart(explanation, code.upper(), marts, home)


def _take_apart(explanation: Explanation, code: str, marts: duckdb.DuckDBPyConnection, home: Home) -> Explanation:
    codes = [metric.code for metric in explanation.metrics]
    codes += [adjustment.code for adjustment in explanation.adjustments]
    if code not in codes:
        raise ExplanationError(
            f"{explanation.unit_name} has no {code} in {explanation.quarter}; it has {', '.join(codes)}"
        )
    place = (explanation.quarter, explanation.basis, explanation.unit_code, code)
    rows = read_source_rows(marts, home, *place)
    found = marts.execute(
        """
        select item_id, item_name, numerator, denominator from marts.metric_item
        where quarter = ? and basis = ? and unit_code = ? and metric_code = ? order by item_id
        """,
        [*place],
    ).fetchall()
    items = tuple(
        Item(item_id, name, numerator, denominator, rows.get(item_id, ()))
        for item_id, name, numerator, denominator in found
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
    due = [name for (name,) in marts.execute("select distinct quarter from marts.scorecard_town order by 1").fetchall()]
    if quarter not in due:
        known = f"there are {', '.join(due)}" if due else "none is due yet"
        raise ExplanationError(f"{quarter!r} is no quarter of the published warehouse; {known}")


def _find_unit(marts: duckdb.DuckDBPyConnection, unit: str) -> tuple[str, str, str]:
    """Find a unit by whatever it is called: (`town` or `dept`, its code, its name)."""
    units = marts.execute(
        """
        select 'town', town_code, town_name, aliases from marts.dim_town
        union all
        select 'dept', dept_code, dept_name, aliases from marts.dim_department
        """
    ).fetchall()
    for kind, code, name, aliases in units:
        if plain(unit) in {plain(word) for word in (code, name, *(aliases or "").split(";"))}:
            return kind, code, name
    towns, departments = ("、".join(name for of, _, name, _ in units if of == kind) for kind in ("town", "dept"))
    raise ExplanationError(f"{unit!r} is no town or department; there are {towns}, and {departments}")


def _read_card(
    marts: duckdb.DuckDBPyConnection, kind: str, quarter: str, basis: str, unit_code: str, unit_name: str
) -> tuple[float, int | None, str, dict[str, float | None]]:
    """Read a card's total, rank and band; a town's also its sections' scores."""
    sections = SECTIONS if kind == "town" else ()
    card = marts.execute(
        f"""
        select {", ".join(("total", "rank", "band", *sections))}
        from marts.{"scorecard_town" if kind == "town" else "scorecard_department"}
        where quarter = ? and basis = ? and {kind}_code = ?
        """,
        [quarter, basis, unit_code],
    ).fetchone()
    if card is None:
        raise ExplanationError(f"{unit_name} has no card in {quarter}: no metric applies to it")
    return card[0], card[1], card[2], dict(zip(sections, card[3:], strict=True))


def _read_metrics(
    marts: duckdb.DuckDBPyConnection, kind: str, quarter: str, basis: str, unit_code: str
) -> tuple[MetricExplained, ...]:
    table = "scorecard_town_metric" if kind == "town" else "scorecard_department_metric"
    found = marts.execute(
        f"""
        select
            figures.metric_code, names.metric_name, names.section,
            figures.points, figures.numerator, figures.denominator, figures.ratio, figures.earned
        from marts.{table} as figures
        inner join marts.dim_quarter as quarters using (quarter)
        inner join marts.dim_metric as names
            on figures.metric_code = names.metric_code and quarters.ends_on >= names.valid_from
        where quarter = ? and basis = ? and {kind}_code = ?
        qualify row_number() over (partition by figures.metric_code order by names.valid_from desc) = 1
        """,
        [quarter, basis, unit_code],
    ).fetchall()
    defined = load_definitions()
    definitions = {**defined.metrics, **defined.department_metrics}
    rules = read_rules(marts, quarter)
    metrics = (
        MetricExplained(
            code, name, section, points, numerator, denominator, ratio, earned, definitions[code], rules.get(code, ())
        )
        for code, name, section, points, numerator, denominator, ratio, earned in found
    )
    order = list(definitions)
    return tuple(sorted(metrics, key=lambda metric: order.index(metric.code)))


def _read_adjustments(
    marts: duckdb.DuckDBPyConnection, quarter: str, basis: str, unit_code: str
) -> tuple[AdjustmentExplained, ...]:
    found = marts.execute(
        """
        select adjustment_code, points, occurrences from marts.scorecard_town_adjustment
        where quarter = ? and basis = ? and town_code = ? order by adjustment_code
        """,
        [quarter, basis, unit_code],
    ).fetchall()
    definitions, rules = load_definitions().adjustments, read_rules(marts, quarter)
    return tuple(
        AdjustmentExplained(code, points, occurrences, definitions[code], rules.get(code, ()))
        for code, points, occurrences in found
    )
