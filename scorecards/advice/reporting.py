"""Losses in planning and reporting: P1 to P3, R1 to R3."""

from __future__ import annotations

from lifecircle.wording import month_name
from scorecards.advice.loss import Case, Loss, Subject

_ELEMENTS = ("实施主体", "计划开工日期", "计划完工日期")
_FUNDS = ("市级资金(万元)", "区级资金(万元)", "镇级资金(万元)", "社会资金(万元)")


def document(case: Case) -> Loss:
    """P1, P2: the blueprint or the year's plan came late, or has not come."""
    name, year = ("行动蓝图", None) if case.score.code == "P1" else ("年度计划", case.quarter.year)
    status = next(
        (
            document
            for document in case.quarter.documents
            if (document.town_code, document.document, document.year) == (case.town.code, name, year)
        ),
        None,
    )
    title = name if year is None else f"{year}年{name}"
    if status is None or status.filed_on is None:
        return case.loss(f"{title}未报送", f"尽快报送{title}，由区规划资源局认定公开")
    return case.loss(f"{title}迟报{status.days_late}天", None)


def plan_elements(case: Case) -> Loss:
    """P3: projects of the plan lack what a project must have."""
    subjects = []
    for item in case.short:
        cells = next((row.cells for row in item.rows if row.table == "plan_projects"), {})
        missing = [header for header in _ELEMENTS if header not in cells]
        if not any(header in cells for header in _FUNDS):
            missing.append("资金来源")
        subjects.append(_project(item.item_id, item.name, "缺" + "、".join(missing or ["要素"])))
    return case.loss(f"{len(subjects)}个计划项目要素不全", "补齐计划项目的要素，重新报送年度计划", subjects)


def report_timeliness(case: Case) -> Loss:
    """R1: monthly reports came late or not at all."""
    subjects = [
        Subject(f"{month_name(item.item_id)}月报", "未报送" if item.numerator == 0 else "逾期报送")
        for item in case.short
    ]
    missing = [item for item in case.short if item.numerator == 0]
    todo = "补报缺报的月报，今后每月5日前报送上月月报" if missing else "今后每月5日前报送上月月报"
    return case.loss(f"{len(subjects)}个月的月报逾期或者未报", todo, subjects)


def report_completeness(case: Case) -> Loss:
    """R2: projects that had to be reported are missing from reports."""
    subjects = []
    for item in case.short:
        planned = {row.cells.get("项目编号"): row.cells for row in item.rows if row.table == "plan_projects"}
        reported = {row.cells.get("项目编号") for row in item.rows if row.table == "project_progress"}
        absent = [f"{no} {cells.get('项目名称', '')}".strip() for no, cells in planned.items() if no not in reported]
        subjects.append(
            Subject(f"{month_name(item.item_id)}月报（{item.name}）", "缺报：" + ("、".join(absent) or "未报送"))
        )
    return case.loss(f"{len(subjects)}个月的月报未报全应报项目", "在下期月报中补报全部应报项目", subjects)


def report_accuracy(case: Case) -> Loss:
    """R3: rows of the reports were sent back."""
    bad = [item for item in case.items if item.numerator > 0]
    subjects = [
        Subject(f"{month_name(item.item_id)}月报", f"{item.denominator or 0:.0f}行中{item.numerator:.0f}行被退回")
        for item in bad
    ]
    rows = sum(item.numerator for item in bad)
    return case.loss(f"月报有{rows:.0f}行被退回", "按校验回执逐行改正后重新报送", subjects)


def _project(project_id: str, name: str | None, detail: str) -> Subject:
    return Subject(f"{project_id} {name or ''}".strip(), detail)
