"""Losses on projects: D1 to D3, F1, F2, and the duplicates of A1."""

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
    """D2: what is not finished can still be finished late; what was finished late stays so."""
    unfinished = [item for item in case.short if item.numerator == 0]
    late = len(case.short) - len(unfinished)
    parts = [f"{len(unfinished)}个未完工" if unfinished else "", f"{late}个逾期完工" if late else ""]
    why = f"{len(case.items)}个应完工项目中" + "、".join(part for part in parts if part)
    return case.loss(
        why,
        "推动逾期项目完工；已完工的，在月报中补报实际完工日期" if unfinished else None,
        [_subject(case, item, _finish) for item in unfinished],
        open_points=case.worth(case.rule("finish_value_late") * len(unfinished)),
        gone=f"{len(case.short)}个项目已过计划完工日期",
    )


def progress(case: Case) -> Loss:
    """D3: projects are behind their planned progress; of a finished one it is the report that is to be checked."""
    open_first = sorted(case.short, key=lambda item: _is_finished(case, item))
    finished = sum(_is_finished(case, item) for item in open_first)
    why = f"{len(open_first)}个项目进度落后于计划" + (f"（其中{finished}个已完工）" if finished else "")
    return case.loss(
        why, "赶上落后项目的进度，总投资大的优先", [_subject(case, item, _progress) for item in open_first]
    )


def investment(case: Case) -> Loss:
    """F1: less was invested than the year's plan asks for by now; a finished project invests no more."""
    unfinished = [item for item in case.short if not _is_finished(case, item)]
    gap = (case.score.denominator or 0) - (case.score.numerator or 0)
    open_gap = sum((item.denominator or 0) - item.numerator for item in unfinished)
    return case.loss(
        f"投资完成比序时计划少{fixed(gap)}万元",
        "加快投资完成偏低项目的实施和计量" if unfinished else None,
        [_subject(case, item, _invested) for item in unfinished],
        open_points=case.worth(min(gap, open_gap)),
        gone=f"{len(case.short) - len(unfinished)}个已完工项目完成投资低于计划",
    )


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
    return case.loss(
        f"{len(found)}个项目的完成投资与资金拨付有差异", "与区财政局核对投资和拨付，更正月报或者台账", subjects
    )


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
    todo = "核实是否重复建设；确属重复的予以合并或者调整选址，不属重复的说明"
    return Loss(("A1",), "重复建设", -points, f"{len(items)}对项目疑似重复建设", todo, subjects, -points)


def _is_finished(case: Case, item: Item) -> bool:
    project = case.quarter.project_by_id.get(item.item_id)
    return project is not None and project.status == "完工"


def _subject(case: Case, item: Item, detail: Callable[[Project, Item], str]) -> Subject:
    project = case.quarter.project_by_id.get(item.item_id)
    name = f"{item.item_id} {item.name or ''}".strip()
    return Subject(name, detail(project, item) if project is not None else "")


def _start(project: Project, item: Item) -> str:
    return f"计划{project.planned_start}开工，{project.status}"


def _finish(project: Project, item: Item) -> str:
    return f"计划{project.planned_finish}完工，{project.status}，进度{amount(project.progress_pct)}%"


def _progress(project: Project, item: Item) -> str:
    if project.status == "完工":
        return f"已完工，月报的形象进度为{amount(project.progress_pct)}%，请核对"
    planned, actual = amount(project.planned_pct), amount(project.progress_pct)
    return f"计划{planned}%，实际{actual}%，总投资{amount(project.total_investment)}万元"


def _invested(project: Project, item: Item) -> str:
    return f"序时应完成{fixed(item.denominator)}万元，完成{fixed(item.numerator)}万元"
