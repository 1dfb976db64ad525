"""The pages of an edition of a quarter's scorecards, and the index of all editions.

    published/index.html
    published/2024Q1/v1/index.html          the quarter
                       towns/ departments/ tasks/ evidence/
                       year.html methods.html quality.html page.js

A page needs nothing from elsewhere, and no script but to sort and filter: it can be opened from a disk, mailed and
printed.  It carries no time but the data's and the edition's own: same input, same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorecards.edition import Edition
from scorecards.figures.evidence import Evidence
from scorecards.figures.quality import FindingCount
from scorecards.figures.quarter import Quarter
from scorecards.pages.evidence_items import item_title
from scorecards.pages.evidence_sheets import lay_out, page_name
from scorecards.pages.figure_page import FigurePage
from scorecards.pages.figure_pages import figure_pages
from scorecards.pages.templating import edition_context, environment, evidence_pages

SCRIPT = Path(__file__).parent / "templates" / "page.js"


def render_pages(
    quarter: Quarter, edition: Edition, evidence: Evidence, *, has_pdf: bool = True
) -> Iterator[tuple[str, bytes]]:
    """Render every page of an edition: (path below its folder, content); without a PDF, the page says so."""
    context = {**edition_context(quarter, edition, evidence), "has_pdf": has_pdf}
    yield "page.js", SCRIPT.read_bytes()
    yield "index.html", _render("quarter.html.j2", context)
    for town in quarter.towns:
        yield f"towns/{town.code}.html", _render("town.html.j2", context, root="../", town=town)
    for department in quarter.departments:
        yield (
            f"departments/{department.code}.html",
            _render("department.html.j2", context, root="../", department=department),
        )
    for task in quarter.tasks:
        yield f"tasks/{task.no}.html", _render("task.html.j2", context, root="../", task=task)
    if quarter.years:
        yield "year.html", _render("year.html.j2", context)
    yield "methods.html", _render("methods.html.j2", context)
    yield "quality.html", _render("quality.html.j2", context, finding_counts=_count_findings(quarter))
    for unit_code, code in evidence_pages(quarter):
        yield from _render_evidence(context, unit_code, code)
    for page in figure_pages(quarter, evidence):
        yield from _render_figures(context, page)


def render_index(editions: Sequence[Edition], district_name: str, *, has_briefs: bool = False) -> bytes:
    """Render the list of all drafts and versions: the latest quarter first, in it the newest edition first."""
    quarters: dict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        quarters[edition.quarter].append(edition)
    listed = [
        sorted(of_quarter, key=lambda edition: (edition.version is not None, -(edition.version or 0)))
        for _, of_quarter in sorted(quarters.items(), reverse=True)
    ]
    return _render(
        "index.html.j2", {"quarters": listed, "district_name": district_name, "root": None}, has_briefs=has_briefs
    )


def _render(template: str, context: dict[str, Any], **more: Any) -> bytes:
    return environment().get_template(template).render({**context, **more}).encode()


def _render_evidence(context: dict[str, Any], unit_code: str, code: str) -> Iterator[tuple[str, bytes]]:
    quarter, defined = context["quarter"], context["defined"]
    unit = next(unit for unit in (*quarter.towns, *quarter.departments) if unit.code == unit_code)
    evidence = context["evidence"]
    name, items = f"{unit_code}-{code}", evidence.of_metric(unit_code, code)
    laid_out = lay_out(
        name,
        code,
        (item.rows for item in items),
        quarter.suspects,
        evidence.returned if code == "R3" else None,
    )
    score = next((score for score in unit.metrics if score.code == code), None)
    is_town = unit_code in context["town_codes"]
    adjustment = None
    if score is None:
        adjustment = next(adjustment for adjustment in unit.adjustments if adjustment.code == code)
    words = {**defined.metrics, **defined.department_metrics, **defined.adjustments}[code]
    for page in range(1, laid_out.pages + 1):
        yield (
            f"evidence/{page_name(name, page)}",
            _render(
                "evidence.html.j2",
                context,
                root="../",
                unit=unit,
                is_town=is_town,
                score=score,
                adjustment=adjustment,
                words=words,
                shown={"code": code, "name": words.name if score is None else score.metric.name},
                items=[(item_title(quarter, item, code), item, laid_out.references(item.rows)) for item in items],
                sheets=[sheet for sheet in laid_out.sheets if sheet.page == page],
                page=page,
                pages=[page_name(name, number) for number in range(1, laid_out.pages + 1)],
            ),
        )


def _render_figures(context: dict[str, Any], shown: FigurePage) -> Iterator[tuple[str, bytes]]:
    rows = (*(item.rows for item in shown.items), shown.rows)
    laid_out = lay_out(shown.name, shown.columns, rows, context["quarter"].suspects)
    for page in range(1, laid_out.pages + 1):
        yield (
            f"evidence/{page_name(shown.name, page)}",
            _render(
                "figure.html.j2",
                context,
                root="../",
                shown=shown,
                items=[(item, laid_out.references(item.rows)) for item in shown.items],
                sheets=[sheet for sheet in laid_out.sheets if sheet.page == page],
                page=page,
                pages=[page_name(shown.name, number) for number in range(1, laid_out.pages + 1)],
            ),
        )


@dataclass(frozen=True)
class CodeCount:
    """How often a finding was made, in the files of how many units."""

    code: str
    title: str
    severity: str
    mended_by: str
    findings: int
    units: int


def _count_findings(quarter: Quarter) -> list[CodeCount]:
    kinds: dict[tuple[str, str, str, str], list[FindingCount]] = defaultdict(list)
    for count in quarter.quality.finding_counts:
        kinds[count.code, count.title, count.severity, count.mended_by].append(count)
    return [
        CodeCount(*kind, sum(count.findings for count in counts), len({count.unit_code for count in counts}))
        for kind, counts in sorted(kinds.items())
    ]
