"""What goes wrong with projects, whom it takes to solve it, and when it is solved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lifecircle.calendar import months_between
from simulation.chance import chance, happens
from simulation.months import day_between, month_end, month_start, shifted
from simulation.words import ISSUES, RESOLUTIONS
from simulation.world.district import District, Town
from simulation.world.projects import Project

_HANDLING_STARTS = timedelta(days=7)


@dataclass(frozen=True)
class Issue:
    """An issue that a town raised; `solved_on` is None for one that is never solved."""

    issue_id: str
    project: Project | None
    category: str
    description: str
    dept_code: str | None
    raised_on: date
    solved_on: date | None
    resolution: str

    def status_on(self, day: date) -> str:
        """Its state on the day (处理状态)."""
        if self.solved_on and self.solved_on <= day:
            return "已解决"
        return "处理中" if day - self.raised_on >= _HANDLING_STARTS else "待处理"


def raise_issues(district: District, town: Town, projects: list[Project]) -> list[Issue]:
    """Make a town's issues, in the order in which they are raised, from two months before the cycle on."""
    issues: list[Issue] = []
    for month in months_between(shifted(district.cycle.first_month, -2), district.cycle.last_month):
        rng = chance(district.seed, "issues", town.code, month)
        for day in sorted(day_between(rng, month_start(month), month_end(month)) for _ in range(rng.randint(0, 4))):
            affected = [
                project
                for project in projects
                if project.year <= day.year
                and not project.is_late_addition
                and project.course.status_on(day) in ("前期", "在建", "暂停")
            ]
            project = rng.choice(affected) if affected and happens(rng, 0.85) else None
            category = rng.choice(list(ISSUES))
            is_solved = happens(rng, 0.88 + 0.11 * town.temper.service)
            days = 1 + round(rng.lognormvariate(3.75 - 1.3 * town.temper.service, 0.5))
            issues.append(
                Issue(
                    issue_id=f"WT{town.number:02d}-{day.year}-{len(issues) + 1:03d}",
                    project=project,
                    category=category,
                    description=rng.choice(ISSUES[category]),
                    dept_code=project.dept_code if project and happens(rng, 0.75) else None,
                    raised_on=day,
                    solved_on=day + timedelta(days=days) if is_solved else None,
                    resolution=rng.choice(RESOLUTIONS),
                )
            )
    return issues
