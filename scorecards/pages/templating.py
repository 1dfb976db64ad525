"""The templates' environment: how figures are written, and what every page of an edition may ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from lifecircle import wording
from lifecircle.forms import load_forms
from scorecards.advice.doubts import DOUBT_REASONS, doubted_sums
from scorecards.advice.losses import losses
from scorecards.advice.summary import summarise
from scorecards.definitions import load_definitions
from scorecards.edition import Edition
from scorecards.figures.evidence import Evidence
from scorecards.figures.metrics import SECTIONS
from scorecards.figures.quarter import Quarter
from scorecards.figures.supervision import Matter
from scorecards.figures.suspects import Doubt, doubts_of
from scorecards.figures.tasks import Task
from scorecards.figures.towns import Town
from scorecards.pages import drawing
from scorecards.pages.figure_pages import FUND_PAGES

TEMPLATES = Path(__file__).parent / "templates"

MATTER_KINDS = {
    "behind": "进度落后",
    "late_start": "逾期未开工",
    "late_finish": "逾期未完工",
    "issue": "问题未解决",
    "report": "月报未报",
    "duplicate": "疑似重复建设",
    "rectification": "整改逾期",
}


@cache
def environment() -> Environment:
    """Make the environment: everything is escaped, and a misspelt name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    written = (
        wording.fixed,
        wording.amount,
        wording.percent,
        wording.signed,
        wording.moment,
        wording.minute,
        wording.day,
        wording.places,
        wording.quarter_name,
        wording.period_name,
        wording.edition_name,
        wording.percentage_points,
        wording.indicator,
        wording.indicator_change,
        wording.indicator_gap,
        wording.likely_words,
        wording.plain_number,
        wording.source_words,
        wording.answer,
        drawing.trend,
        drawing.heat,
        drawing.axis,
    )
    made.filters |= {function.__name__: function for function in written}
    made.filters |= {
        "indicators_told": _indicators_told,
        "kinds_named": _kinds_named,
        "matter_anchor": _matter_anchor,
        "doubts_of_unit": _doubts_of_unit,
        "moved": _moved,
    }
    made.globals |= {"bounds": _bounds, "evidence_address": _evidence_address}
    return made


def edition_context(quarter: Quarter, edition: Edition, evidence: Evidence) -> dict[str, Any]:
    """What every page of an edition, and every part of one that the PDF takes, may ask for.

    Of `root`, the way from a page to its edition's folder, each page has its own.
    """
    return {
        "quarter": quarter,
        "edition": edition,
        "evidence": evidence,
        "evidence_items": _item_numbers(evidence),
        "has_evidence": _evidence_pages(quarter),
        "losses": {town.code: losses(quarter, town, evidence) for town in quarter.towns},
        "summary": summarise(quarter),
        "defined": load_definitions(),
        "sections": [section for section in SECTIONS if any(town.of_section(section) for town in quarter.towns)],
        "department_metrics": [metric for metric in quarter.metrics.values() if metric.card == "department"],
        "town_codes": {town.code for town in quarter.towns},
        "matter_numbers": {
            (matter.kind, matter.town_code, matter.subject_id): number
            for number, matter in enumerate(quarter.matters, 1)
        },
        "doubts": doubts_of(quarter.suspects),
        "grave_doubts": doubts_of(suspect for suspect in quarter.suspects if suspect.is_grave),
        "doubted": doubted_sums(quarter),
        "doubt_reasons": DOUBT_REASONS,
        "fund_pages": FUND_PAGES,
        "severities": wording.SEVERITIES,
        "forms": {name: form.title for name, form in load_forms().items()},
        "without_town": False,
        "without_department": False,
        "without_task": False,
        "without_unit": False,
        "without_sort": False,
        "without_rows": False,
        "root": "",
    }


def evidence_pages(quarter: Quarter) -> list[tuple[str, str]]:
    """Every figure that has a page of evidence: (unit, metric or adjustment)."""
    pages = [(town.code, score.code) for town in quarter.towns for score in town.metrics]
    pages += [(department.code, score.code) for department in quarter.departments for score in department.metrics]
    return pages + [
        (town.code, adjustment.code)
        for town in quarter.towns
        for adjustment in town.adjustments
        if adjustment.occurrences
    ]


def _evidence_pages(quarter: Quarter) -> set[tuple[str, str]]:
    return set(evidence_pages(quarter))


def _item_numbers(evidence: Evidence) -> dict[tuple[str, str], dict[str, int]]:
    return {
        place: {item.item_id: number for number, item in enumerate(items, 1)} for place, items in evidence.items.items()
    }


@pass_context
def _evidence_address(context: Context, unit: str, code: str, item: str | None = None) -> str | None:
    """Where a figure's evidence is below the edition's folder; None if it has none, or the item is not part of it."""
    if (unit, code) not in context["has_evidence"]:
        return None
    if item is None:
        return f"evidence/{unit}-{code}.html"
    number = context["evidence_items"].get((unit, code), {}).get(item)
    return None if number is None else f"evidence/{unit}-{code}.html#i{number}"


def _kinds_named(matter: Matter) -> str:
    """Say what a matter is: a project may be behind and overdue at once."""
    return "、".join(MATTER_KINDS[kind] for kind in matter.kinds)


@pass_context
def _matter_anchor(context: Context, matter: Matter) -> str:
    """Where a matter stands on the page of their evidence: in the order of the list."""
    number: int = context["matter_numbers"][matter.kind, matter.town_code, matter.subject_id]
    return f"i{number}"


@pass_context
def _doubts_of_unit(context: Context, unit_code: str) -> tuple[Doubt, ...]:
    """The doubtful cells that touch a unit's figures, with all that each touches."""
    quarter: Quarter = context["quarter"]
    own = {suspect.cell for suspect in quarter.suspects_of(unit_code)}
    return tuple(doubt for doubt in context["doubts"] if doubt.suspect.cell in own)


def _moved(now: float | None, before: float | None) -> float | str:
    """How far a ratio has moved, for sorting; empty without both."""
    return "" if now is None or before is None else now - before


def _indicators_told(task: Task, quarter: str) -> str:
    """Say how many of a task's indicators have reached their target, or before it is due how they move."""
    if not task.indicators:
        return "无指标"
    due = [each.district for each in task.indicators if each.is_due(quarter)]
    attained = [value.attainment for value in due if value is not None and value.attainment is not None]
    trends = Counter(
        each.district.trend.trend
        for each in task.indicators
        if not each.is_due(quarter) and each.district is not None and each.district.trend is not None
    )
    parts = [f"{trend}{trends[trend]}个" for trend in ("好转", "持平", "退步") if trends[trend]]
    if attained:
        parts.append(f"达标{sum(attainment >= 1 for attainment in attained)}／{len(due)}")
    if parts:
        return "、".join(parts)
    reported = any(each.district is not None and each.district.value is not None for each in task.indicators)
    return "无上期" if reported else "未报送"


def _bounds(towns: Sequence[Town]) -> tuple[float, float]:
    return drawing.bounds([town.history for town in towns])
