"""A score explained at the terminal, or as JSON for programs: the sum, a metric's two sides, the cells behind them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import BaseModel
from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from cli.console import console
from lifecircle.forms import load_forms
from lifecircle.wording import ASSUMED, NOT_APPLICABLE, amount, fixed, percent, quarter_name, source_words
from scorecards.definitions import load_definitions
from scorecards.figures.deciding_fields import deciding_headers
from scorecards.figures.explained import AdjustmentExplained, Explanation, Item, MetricExplained, Rule
from scorecards.figures.source_rows import SourceRow

_BASES = {"cutoff": "截止时点口径", "latest": "最新口径"}


def show_json(explanation: Explanation) -> None:
    """Print the whole explanation as one JSON object."""
    print(json.dumps(asdict(explanation), ensure_ascii=False, indent=2, default=_plain))


def show_explanation(explanation: Explanation, rows: int, *, all_cells: bool = False) -> None:
    """Print the sum, or the metric that was asked for with at most so many source rows an item (0: all).

    Of a row the cells that decide are shown, with `all_cells` the rest too.
    """
    basis = _BASES[explanation.basis]
    console.print(f"[bold]{explanation.unit_name}[/]  {quarter_name(explanation.quarter)}（{basis}）")
    for metric in explanation.metrics:
        if metric.code == explanation.asked:
            _show_metric(metric, rows, all_cells)
    for adjustment in explanation.adjustments:
        if adjustment.code == explanation.asked:
            _show_adjustment(adjustment, rows, all_cells)
    if explanation.asked is None:
        _show_sum(explanation)


def _show_sum(explanation: Explanation) -> None:
    sections = load_definitions().sections
    table = Table(box=SIMPLE)
    table.add_column("指标", no_wrap=True)
    for heading in ("分子", "分母", "比率", "分值", "得分"):
        table.add_column(heading, justify="right", no_wrap=True)
    section = None
    for metric in explanation.metrics:
        if metric.section is not None and metric.section != section:
            section = metric.section
            table.add_row(f"[bold]{sections[section]}  {fixed(explanation.sections[section])}[/]")
        table.add_row(
            f"  {metric.code} {metric.name}",
            amount(metric.numerator),
            amount(metric.denominator),
            percent(metric.ratio),
            amount(metric.points),
            fixed(metric.earned),
        )
    console.print(table)
    for adjustment in explanation.adjustments:
        name = f"{adjustment.code} {adjustment.definition.name}"
        console.print(f"{name}：{adjustment.occurrences} 项，{fixed(adjustment.points)} 分")
    score = 100 * explanation.earned / explanation.applicable_points
    added = sum(adjustment.points for adjustment in explanation.adjustments)
    adjusted = f" + ({fixed(added)})" if explanation.adjustments else ""
    console.print(
        f"总分 = 100 × {fixed(explanation.earned, 4)} ÷ {amount(explanation.applicable_points)}{adjusted}"
        f" = {fixed(score + added, 4)} → [bold]{fixed(explanation.total)}[/]（限于 0 至 100，四舍五入保留两位小数）",
        soft_wrap=True,
    )
    rank = "不参与排名" if explanation.rank is None else f"名次 {explanation.rank}"
    console.print(f"{rank}，{explanation.band}")


def _show_metric(metric: MetricExplained, rows: int, all_cells: bool) -> None:
    definition = metric.definition
    console.print(f"[bold]{metric.code} {metric.name}[/]  {definition.means}", soft_wrap=True)
    if definition.plan:
        console.print(f"行动方案：{definition.plan}", soft_wrap=True)
    _show_rules(metric.rules)
    console.print(
        f"{definition.numerator} {amount(metric.numerator)} / {definition.denominator} {amount(metric.denominator)}"
        f"，比率 {percent(metric.ratio)}，得分 {_earned(metric)}",
        soft_wrap=True,
    )
    if not metric.items:
        console.print("没有构成项：应报未报的计零分，没有可考核事项的不适用。")
    for item in metric.items:
        console.print(
            f"\n[bold]{_title(item)}[/]  {fixed(item.numerator, 4)} / {fixed(item.denominator, 4)}", soft_wrap=True
        )
        _show_rows(item.rows, rows, None if all_cells else metric.code)


def _show_adjustment(adjustment: AdjustmentExplained, rows: int, all_cells: bool) -> None:
    console.print(
        f"[bold]{adjustment.code} {adjustment.definition.name}[/]  {adjustment.definition.means}", soft_wrap=True
    )
    _show_rules(adjustment.rules)
    console.print(f"{adjustment.occurrences} 项，{fixed(adjustment.points)} 分")
    for item in adjustment.items:
        console.print(f"\n[bold]{_title(item)}[/]  {fixed(item.numerator)} 分", soft_wrap=True)
        _show_rows(item.rows, rows, None if all_cells else adjustment.code)


def _show_rules(rules: Sequence[Rule]) -> None:
    for rule in rules:
        console.print(
            f"  规则  {rule.name}：{rule.value:.10g}（{rule.valid_from} 起；{_ground(rule)}）", soft_wrap=True
        )


def _ground(rule: Rule) -> str:
    """Say where the figure comes from, or that the action plan states none."""
    return f"{ASSUMED}，行动方案未规定" if rule.is_assumed else escape(source_words(rule.source))


def _show_rows(rows: Sequence[SourceRow], most: int, figure: str | None) -> None:
    """Show rows with the cells that a figure reads, all of them if none is named, under the file's own headers."""
    shown = rows[:most] if most else rows
    for row in shown:
        place = "整份文件" if row.row_number is None else f"{row.sheet or 'CSV'} 第 {row.row_number} 行"
        received = f"{row.received_at:%Y-%m-%d %H:%M:%S}"
        console.print(f"  {escape(row.file_name)}  {place}  收到 {received}  {row.submission_id}", soft_wrap=True)
        if row.cells and row.table is not None:
            headers = row.cells if figure is None else deciding_headers(figure, row.table)
            cells = "；".join(f"{_own(row, header)} {row.cells.get(header, '空')}" for header in headers)
            console.print(f"    [dim]{escape(cells)}[/]", soft_wrap=True)
    if len(shown) < len(rows):
        console.print(f"  另有 {len(rows) - len(shown)} 行（--rows 0 列出全部）")


def _own(row: SourceRow, header: str) -> str:
    return row.columns[header].header if header in row.columns else header


def _title(item: Item) -> str:
    """Name an item as its reader knows it: a feed by its form's title, all else by its number and name."""
    form, _, period = item.item_id.partition("/")
    if form in load_forms():
        return f"{load_forms()[form].title} {period}"
    return escape(item.item_id if item.name is None else f"{item.item_id} {item.name}")


def _earned(metric: MetricExplained) -> str:
    if metric.earned is None:
        return f"{NOT_APPLICABLE}（不计入总分）"
    return f"{amount(metric.points)} × {percent(metric.ratio)} = {fixed(metric.earned, 4)}"


def _plain(value: Any) -> Any:
    """Bring what JSON does not know to what it does: definitions to objects, moments and dates to ISO text."""
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
