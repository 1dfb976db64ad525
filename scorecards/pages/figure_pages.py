"""The pages of evidence of figures beside the cards (docs/contract/marts.md, figure_evidence)."""

from __future__ import annotations

from collections.abc import Iterator

from scorecards.figures.evidence import Evidence
from scorecards.figures.quarter import Quarter
from scorecards.pages.figure_lists import fund_page, indicator_page, matters_page, year_page
from scorecards.pages.figure_page import FigurePage
from scorecards.pages.figure_scopes import coverage_page, projects_page

FUND_PAGES = {"市级": "city", "区级": "district", "镇级": "town", "社会": "social"}
_SCOPES = {"district": "全区", "new_city": "新城"}
_YEAR_PARTS = {"completion": "完工", "satisfaction": "满意"}


def figure_pages(quarter: Quarter, evidence: Evidence) -> Iterator[FigurePage]:
    """Lay out every page, by the marts' figures; nothing is summed anew."""
    for name, title in _SCOPES.items():
        scope = quarter.scopes.get(name)
        if scope is not None:
            yield projects_page(quarter, evidence, name, f"{title}的项目、进度和投资", scope)
            yield coverage_page(quarter, evidence, name, f"{title}的基础保障覆盖", scope)
    for task in quarter.tasks:
        yield projects_page(quarter, evidence, f"task:{task.no}", f"任务{task.no}的项目、进度和投资", task)
        for each in task.indicators:
            yield indicator_page(quarter, evidence, each)
    for source, name in FUND_PAGES.items():
        yield fund_page(quarter, evidence, source, name)
    if quarter.matters:
        yield matters_page(quarter, evidence)
    if quarter.years:
        for part, title in _YEAR_PARTS.items():
            yield year_page(quarter, evidence, part, title)
