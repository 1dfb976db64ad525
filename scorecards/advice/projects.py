"""Losses on projects and money: D1 to D3, F1, F2 and the duplicates of A1."""

from __future__ import annotations

from collections.abc import Callable

from lifecircle.wording import amount, fixed
from scorecards.advice.loss import Case, Loss, Subject
from scorecards.figures.explained import Item
from scorecards.figures.projects import Project
from scorecards.figures.quarter import Quarter
from scorecards.figures.towns import Town


def late_starts(case: Case) -> Loss:
    """D1: projects that should have started have not."""
    subjects = [_subject(case, item, _start) for item in case.short]
    return case.loss(
        f"{len(case.items)}个应开工项目中{len(subjects)}个未开工",
        "推动未开工项目开工；已开工的，在月报中补报实际开工日期",
        subjects,
    )


def late_finishes(case: Case) -> Loss:
    """D2: projects that should be finished are not, or were finished late."""
    open_items = [item for item in case.short if item.numerator == 0]
    subjects = [_subject(case, item, _finish) for item in case.short]
    late = len(case.short) - len(open_items)
    parts = [f"{len(open_items)}个未完工" if open_items else "", f"{late}个逾期完工" if late else ""]
    why = f"{len(case.items)}个应完工项目中" + "、".join(part for part in parts if part)
    todo = "推动逾期项目完工；已完工的，在月报中补报实际完工日期" if open_items else None
    return case.loss(why, todo, subjects)


def progress(case: Case) -> Loss:
    """D3: projects are behind their planned progress."""
    subjects = [_subject(case, item, _progress) for item in case.short]
    return case.loss(f"{len(subjects)}个项目进度落后于计划", "赶上落后项目的进度，总投资大的优先", subjects)


def investment(case: Case) -> Loss:
    """F1: less was invested than the year's plan asks for by now."""
    subjects = [
        _subject(
            case,
            item,
            lambda project, item: f"序时应完成{fixed(item.denominator)}万元，完成{fixed(item.numerator)}万元",
        )
        for item in case.short
    ]
    gap = (case.score.denominator or 0) - (case.score.numerator or 0)
    return case.loss(f"投资完成比序时计划少{fixed(gap)}万元", "加快投资完成偏低项目的实施和计量", subjects)


def discrepancies(case: Case) -> Loss:
    """F2: reported investment and payments differ."""
    found = [row for row in case.quarter.discrepancies if row.town_code == case.town.code]
    subjects = [
        Subject(
            f"{row.project_id} {row.project_name or ''}".strip(),
            f"累计完成投资{fixed(row.ytd_investment)}万元，拨付{fixed(row.paid)}万元",
        )
        for row in found
    ]
    return case.loss(f"{len(found)}个项目的投资与拨付不符", "与区财政局核对投资和拨付，更正月报或者台账", subjects)


def duplicates(quarter: Quarter, town: Town, items: tuple[Item, ...], points: float) -> Loss:
    """A1: pairs of projects that look like the same thing built twice."""
    reasons = {
        matter.subject_id: matter.reason
        for matter in quarter.matters
        if matter.kind == "duplicate" and matter.town_code == town.code
    }
    subjects = tuple(
        Subject(
            item.item_id.replace("+", " 与 "),
            reasons.get(item.item_id, "疑似重复建设").rstrip("。").partition("为")[2] or "疑似重复建设",
        )
        for item in items
    )
    todo = "核实疑似重复项目，合并、调整选址或者改变建设性质"
    return Loss(("A1",), "重复建设", -points, f"{len(items)}对项目疑似重复建设", todo, subjects)


def _subject(case: Case, item: Item, detail: Callable[[Project, Item], str]) -> Subject:
    project = case.quarter.project_by_id.get(item.item_id)
    name = f"{item.item_id} {item.name or ''}".strip()
    return Subject(name, detail(project, item) if project is not None else "")


def _start(project: Project, item: Item) -> str:
    return f"计划{project.planned_start}开工，{project.status}"


def _finish(project: Project, item: Item) -> str:
    if item.numerator > 0:
        return f"计划{project.planned_finish}完工，实际{project.actual_finish}"
    return f"计划{project.planned_finish}完工，{project.status}，进度{amount(project.progress_pct)}%"


def _progress(project: Project, item: Item) -> str:
    planned, actual = amount(project.planned_pct), amount(project.progress_pct)
    return f"计划{planned}%，实际{actual}%，总投资{amount(project.total_investment)}万元"
