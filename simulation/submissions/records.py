"""What departments write down about projects and documents: payments, approvals, supervision, recognition."""

from __future__ import annotations

from datetime import date, timedelta

from lifecircle.calendar import months_between
from simulation.chance import chance, happens
from simulation.months import (
    day_between,
    last_day,
    month_end,
    month_of,
    month_start,
    quarter_months,
    shifted,
)
from simulation.submissions.submission import Row
from simulation.words import SUPERVISION_FINDINGS
from simulation.world.district import Department
from simulation.world.projects import FUND_SOURCES, Project
from simulation.world.world import World

_APPROVALS = {
    "新建": (("立项批复", 150), ("规划许可", 95), ("施工许可", 40)),
    "改建": (("立项批复", 110), ("施工许可", 35)),
    "扩建": (("立项批复", 120), ("施工许可", 35)),
    "提升": (("立项批复", 60),),
    "服务": (),
}
"""What a kind of works needs, and how many days before its start it is asked for."""
_MANNERS = ("现场", "书面", "会议")


def disbursement_rows(world: World, department: Department, month: str) -> list[Row]:
    """Payments of the month, in 元; for a project that has just come into a plan also all earlier ones.

    They follow the true investment, but for projects that are paid too little or a month late.
    """
    rows: list[Row] = []
    for project in _all_projects(world):
        listed_in = max(world.district.cycle.first_month, month_of(world.listed_on(project)))
        if listed_in > month:
            continue
        since = f"{project.year}-01" if listed_in == month else month
        for paid_in in months_between(since, month):
            amount = _paid_by(project, paid_in) - _paid_by(project, shifted(paid_in, -1))
            if amount > 0:
                rng = chance(world.district.seed, "payment", project.project_id, paid_in)
                rows.append(
                    {
                        "disbursement_id": f"BF{month.replace('-', '')}-{len(rows) + 1:04d}",
                        "project_id": project.project_id,
                        "fund_source": rng.choices(FUND_SOURCES, project.funds)[0],
                        "paid_on": day_between(rng, month_start(paid_in), month_end(paid_in)),
                        "amount": amount,
                    }
                )
    rng = chance(world.district.seed, "mistyped payment", month)
    if rows and happens(rng, 0.4 * (1 - department.temper.care)):
        # a number that no plan has: an E06
        number = f"{rng.choice(rows)['project_id']}9"
        rows.append({**rows[-1], "disbursement_id": f"{rows[-1]['disbursement_id']}A", "project_id": number})
    return rows


def _paid_by(project: Project, month: str) -> int:
    day = month_end(shifted(month, -project.paid_months_late))
    return round(project.course.invested_on(day, project.total_investment) * project.paid_ratio * 100) * 100


def approval_rows(world: World, department: Department, month: str) -> list[Row]:
    """The approvals that were asked for by the month's end and not closed before the month began.

    Of projects in a plan, but for a few that are handled before their plan is filed (E06 until then).
    """
    is_first = month == world.district.cycle.first_month
    start, end = month_start(f"{month[:4]}-01" if is_first else month), month_end(month)
    rows: list[Row] = []
    for project in _all_projects(world):
        is_early = happens(chance(world.district.seed, "early approval", project.project_id), 0.08)
        if world.listed_on(project) > end and not is_early:
            continue
        for number, (item, days_before) in enumerate(_APPROVALS[project.works], 1):
            rng = chance(world.district.seed, "approval", project.project_id, number)
            accepted_on = project.course.start - timedelta(days=days_before + rng.randint(-15, 15))
            closed_on = accepted_on + timedelta(days=rng.randint(5, 40)) if happens(rng, 0.95) else None
            if accepted_on <= end and (closed_on is None or closed_on >= start):
                rows.append(
                    {
                        "approval_id": f"SP{project.project_id[2:]}-{number}",
                        "project_id": project.project_id,
                        "item": item,
                        "accepted_on": accepted_on,
                        "closed_on": closed_on if closed_on and closed_on <= end else None,
                    }
                )
    return rows


def supervision_rows(world: World, department: Department, quarter: str) -> list[Row]:
    """The department's supervision in the quarter, and that of the one before which was still to be rectified."""
    before = f"{int(quarter[:4]) - 1}Q4" if quarter.endswith("Q1") else f"{quarter[:5]}{int(quarter[5]) - 1}"
    left_open: list[Row] = []
    if before in world.district.cycle.quarters:
        left_open = [
            row
            for row in _supervised(world, department, before)
            if row["rectify_by"] and not _is_by(row["rectified_on"], last_day(before))
        ]
    return [
        row if _is_by(row["rectified_on"], last_day(quarter)) else {**row, "rectified_on": None}
        for row in left_open + _supervised(world, department, quarter)
    ]


def _is_by(value: object, day: date) -> bool:
    return isinstance(value, date) and value <= day


def _supervised(world: World, department: Department, quarter: str) -> list[Row]:
    """All that the department did in the quarter, with what came of it in the end."""
    rows: list[Row] = []
    end = last_day(quarter)
    for town in world.district.towns:
        projects = world.planned(town.code, end.year, end)
        for task_no, departments in world.district.answering.items():
            rng = chance(world.district.seed, "supervision", department.code, quarter, town.code, task_no)
            is_asked_for = any(p.task_no == task_no and p.dept_code == department.code for p in projects)
            likely = 0.35 + 0.65 * department.temper.delivery if is_asked_for else 0.12
            if department.code in departments and happens(rng, likely):
                supervised_on = day_between(rng, month_start(quarter_months(quarter)[0]), end)
                number = f"DC{department.number:02d}-{quarter}-{len(rows) + 1:03d}"
                rows.append(
                    {
                        "supervision_id": number,
                        "town": town.code,
                        "task_no": task_no,
                        "supervised_on": supervised_on,
                        "manner": rng.choice(_MANNERS),
                        "findings": None,
                        "rectify_by": None,
                        "rectified_on": None,
                    }
                )
                if happens(rng, 0.3):
                    by = supervised_on + timedelta(days=rng.randint(15, 45))
                    delay = round(rng.gauss(-4 + 9 * (1 - town.temper.service), 5))
                    rows[-1] |= {
                        "findings": rng.choice(SUPERVISION_FINDINGS),
                        "rectify_by": by,
                        "rectified_on": max(supervised_on, by + timedelta(days=delay)) if happens(rng, 0.97) else None,
                    }
    return rows


def recognition_rows(world: World, department: Department, month: str) -> list[Row]:
    """All blueprints and plans that were filed by the month's end, with what was done about them by then."""
    end = month_end(month)
    return [
        {
            "document": "行动蓝图" if filing.form == "blueprint" else "年度计划",
            "town": filing.town.code,
            "year": filing.year,
            "version": f"v{filing.version}",
            "filed_on": filing.filed_at.date(),
            "recognised_on": filing.recognised_on if filing.recognised_on <= end else None,
            "disclosed_on": filing.disclosed_on if filing.disclosed_on <= end else None,
        }
        for filings in world.filings.values()
        for filing in filings
        if filing.filed_at.date() <= end
    ]


def _all_projects(world: World) -> list[Project]:
    return [project for projects in world.projects.values() for project in projects]
