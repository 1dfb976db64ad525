"""Losses in planning and reporting: P1 to P3, R1 to R3."""

from __future__ import annotations

from lifecircle.wording import month_name
from scorecards.advice.loss import Case, Loss, Subject
from scorecards.figures.metrics import MetricScore
from scorecards.figures.quarter import Quarter
from scorecards.figures.records import Document
from scorecards.figures.towns import Town

_ELEMENTS = ("实施主体", "计划开工日期", "计划完工日期")
_NAMED = 4
_FUNDS = ("市级资金(万元)", "区级资金(万元)", "镇级资金(万元)", "社会资金(万元)")


def document(case: Case) -> Loss:
    """P1, P2: the blueprint or the year's plan came late, or has not come, or nobody has registered it."""
    quarter, town = case.quarter, case.town
    status = _status(quarter, town, case.score.code)
    name = "行动蓝图" if case.score.code == "P1" else f"{quarter.year}年年度计划"
    if status is not None and status.filed_on is not None:
        return case.loss(f"{name}迟报{status.days_late}天")
    known = quarter.demands if case.score.code == "P1" else quarter.projects
    if any(each.town_code == town.code for each in known):
        return case.loss(f"认定公开台账中没有{name}的报送日期", "请区规划资源局核实并登记报送日期")
    open_points = still_in_time(quarter, town, case.score)
    todo = f"尽快报送{name}，由区规划资源局认定公开"
    return case.loss(f"{name}未报送", todo, open_points=open_points, gone=f"{name}已过应报日期")


def still_in_time(quarter: Quarter, town: Town, score: MetricScore) -> float:
    """The points of P1 or P2 that filing right after the quarter's end would still bring."""
    status = _status(quarter, town, score.code)
    longest = next((rule.value for rule in quarter.rules.get(score.code, ()) if rule.rule == "document_late_days"), 0)
    if status is None or not longest:
        return 0
    late = max(0, (quarter.ends_on - status.due_on).days)
    return score.points * max(0.0, 1 - late / longest)


def _status(quarter: Quarter, town: Town, code: str) -> Document | None:
    sought = (town.code, "行动蓝图", None) if code == "P1" else (town.code, "年度计划", quarter.year)
    return next((each for each in quarter.documents if (each.town_code, each.document, each.year) == sought), None)


def plan_elements(case: Case) -> Loss:
    """P3: projects of the plan lack what a project must have."""
    subjects = []
    for item in case.short:
        cells = next((row.cells for row in item.rows if row.table == "plan_projects"), {})
        missing = [header for header in _ELEMENTS if header not in cells]
        if not any(header in cells for header in _FUNDS):
            missing.append("资金来源")
        name = f"{item.item_id} {item.name or ''}".strip()
        subjects.append(Subject(name, "缺" + "、".join(missing or ["要素"])))
    return case.loss(f"{len(subjects)}个计划项目要素不全", "补齐计划项目的要素，重新报送年度计划", subjects)


def report_timeliness(case: Case) -> Loss:
    """R1: a report that came late stays late; one that has not come is still worth something."""
    missing = [item for item in case.short if item.numerator == 0]
    late = len(case.short) - len(missing)
    subjects = [Subject(f"{month_name(item.item_id)}月报", "未报送或者未受理") for item in missing]
    why = f"{len(case.short)}个月的月报逾期或者未报"
    open_points = case.worth(case.rule("report_value_later") * len(missing))
    parts = [f"{late}个月的月报迟报" if late else "", f"{len(missing)}个月的月报已过时限" if missing else ""]
    return case.loss(
        why,
        "补报缺报的月报" if missing else None,
        subjects,
        open_points=open_points,
        gone="、".join(part for part in parts if part),
    )


def report_completeness(case: Case) -> Loss:
    """R2: projects that had to be reported are missing from reports."""
    subjects = []
    for item in case.short:
        planned = {row.subject: row.cells for row in item.rows if row.table == "plan_projects"}
        reported = {row.subject for row in item.rows if row.table == "project_progress"}
        absent = [f"{no} {cells.get('项目名称', '')}".strip() for no, cells in planned.items() if no not in reported]
        named = "、".join(absent[:_NAMED]) + (f"等{len(absent)}个项目" if len(absent) > _NAMED else "")
        subjects.append(Subject(f"{month_name(item.item_id)}月报（{item.name}）", f"缺报{named or '全部项目'}"))
    return case.loss(f"{len(subjects)}个月的月报未报全应报项目", "补齐缺报的项目，重新报送当月月报", subjects)


def report_accuracy(case: Case) -> Loss:
    """R3: rows of the first reports were not taken; later ones do not count for it."""
    rows = sum(item.numerator for item in case.items)
    return case.loss(f"首次受理的月报有{rows:.0f}行未采用")
