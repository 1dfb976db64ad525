"""The towns' monthly reports (街镇月报): progress, issues and what people said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from simulation.chance import chance, happens
from simulation.months import day_between, month_end, month_start, shifted
from simulation.submissions.sending import arrival, befall
from simulation.submissions.submission import Row, Submission
from simulation.words import (
    ENGAGEMENT_SHARES,
    LEAD_OFFICES,
    NEXT_STEPS,
    PROGRESS_NOTES,
    person,
    telephone,
    weighted,
)
from simulation.world.district import Town
from simulation.world.issues import Issue
from simulation.world.projects import Project
from simulation.world.world import World


def reports(world: World, months: list[str]) -> Iterator[Submission]:
    """Yield the reports of all towns for the months, with what befalls them."""
    due_day = world.district.cycle.due_days["monthly_report"]
    for town in world.district.towns:
        for month in months:
            rng = chance(world.district.seed, "report", town.code, month)
            received_at = arrival(rng, month_end(month), town.temper.punctuality, due_day)
            if received_at:
                report = Submission(
                    form_name="monthly_report",
                    unit_code=town.code,
                    unit_name=town.name,
                    period=month,
                    received_at=received_at,
                    cover=_cover(world, town, month, received_at.date()),
                    tables={
                        "project_progress": _progress_rows(world, town, month),
                        "issues": [_issue_row(issue, month) for issue in _current_issues(world, town, month)],
                        "engagement": _engagement_rows(world, town, month),
                    },
                )
                yield from befall(rng, report, town.temper.care)


def _cover(world: World, town: Town, month: str, prepared_on: date) -> Row:
    rng = chance(world.district.seed, "cover", town.code, month[:4])
    return {
        "town": town.code,
        "period": month,
        "prepared_by": person(rng),
        "phone": telephone(rng),
        "leader": person(rng),
        "lead_office": rng.choice(LEAD_OFFICES),
        "prepared_on": prepared_on,
        "remark": "模拟数据，仅供试用",
    }


def _progress_rows(world: World, town: Town, month: str) -> list[Row]:
    rng = chance(world.district.seed, "rows", town.code, month)
    year, day, care = int(month[:4]), month_end(month), town.temper.care
    listed = world.planned(town.code, year, day)
    known = {project.project_id for project in listed}
    to_come = [project for project in world.planned(town.code, year) if project.project_id not in known]
    # what the second version of the plan will bring is reported a little too early by some: an E06 until it arrives
    begun = [project for project in to_come if project.course.status_on(day) != "未启动" and happens(rng, 0.5)]
    rows = [
        _progress_row(world, project, month)
        for project in listed + begun
        if project.course.is_finished(day) or not happens(rng, 0.07 * (1 - care))
    ]
    return rows + _stray_rows(world, rng, town, month)


def _progress_row(world: World, project: Project, month: str) -> Row:
    rng = chance(world.district.seed, "progress", project.project_id, month)
    course, day = project.course, month_end(month)
    status = course.status_on(day)
    before, year_before = month_end(shifted(month, -1)), date(day.year - 1, 12, 31)
    now, then, new_year = (course.invested_on(d, project.total_investment) for d in (day, before, year_before))
    steps = NEXT_STEPS[status]
    return {
        "project_id": project.project_id,
        "project_name": project.name,
        "task_no": project.task_no,
        "status": status,
        "progress_pct": course.progress_on(day),
        "actual_start": course.start if course.is_started(day) else None,
        "actual_finish": course.finish if course.is_finished(day) else None,
        "month_investment": round(now - then, 2),
        "ytd_investment": round(now - new_year, 2),
        "progress_note": rng.choice(PROGRESS_NOTES[status]) if happens(rng, 0.85) else None,
        "next_step": rng.choice(steps) if steps and happens(rng, 0.8) else None,
    }


def _stray_rows(world: World, rng: Random, town: Town, month: str) -> list[Row]:
    """Rows that do not belong here: a number that no plan has (E06), or a neighbour's project (E11)."""
    rows: list[Row] = []
    year, carelessness = int(month[:4]), 1 - town.temper.care
    if happens(rng, 0.14 * carelessness):
        task_no = rng.choice(list(world.district.tasks))
        rows.append(
            {
                "project_id": f"XM{town.number:02d}-{year}-{rng.randint(901, 909)}",
                "project_name": f"{town.name}{world.district.tasks[task_no]}临时增补项目",
                "task_no": task_no,
                "status": "前期",
                "progress_pct": 0,
                "month_investment": 0,
                "ytd_investment": 0,
                "progress_note": "新增项目，编号待定",
            }
        )
    neighbours = [other for other in world.district.towns if other != town]
    if neighbours and happens(rng, 0.05 * carelessness):
        shared = world.planned(rng.choice(neighbours).code, year, month_end(month))
        rows += [_progress_row(world, project, month) for project in rng.sample(shared, min(1, len(shared)))]
    return rows


def _current_issues(world: World, town: Town, month: str) -> list[Issue]:
    """Those raised by the month's end that are open or were solved in this month or the one before."""
    since, until = month_start(shifted(month, -1)), month_end(month)
    return [
        issue
        for issue in world.issues[town.code]
        if issue.raised_on <= until and (issue.solved_on is None or issue.solved_on >= since)
    ]


def _issue_row(issue: Issue, month: str) -> Row:
    status = issue.status_on(month_end(month))
    is_solved = status == "已解决"
    return {
        "issue_id": issue.issue_id,
        "project_id": issue.project.project_id if issue.project else None,
        "category": issue.category,
        "description": issue.description,
        "dept": issue.dept_code,
        "raised_on": issue.raised_on,
        "status": status,
        "resolved_on": issue.solved_on if is_solved else None,
        "resolution": issue.resolution if is_solved else None,
    }


def _engagement_rows(world: World, town: Town, month: str) -> list[Row]:
    rng = chance(world.district.seed, "engagement", town.code, month)
    rows: list[Row] = []
    for _ in range(rng.randint(0, 2 + round(town.temper.service))):
        participants = rng.randint(12, 160)
        opinions = rng.randint(2, max(2, participants // 3))
        rows.append(
            {
                "held_on": day_between(rng, month_start(month), month_end(month)),
                "kind": weighted(rng, ENGAGEMENT_SHARES),
                "participants": participants,
                "opinions": opinions if happens(rng, 0.85) else None,
                "answered": round(opinions * min(1.0, town.temper.service + rng.uniform(0, 0.5))),
            }
        )
    return rows
