"""What the joint meeting resolved, once a quarter: the issues that have been open for longest."""

from __future__ import annotations

from datetime import date, timedelta

from lifecircle.calendar import months_between
from simulation.chance import chance, happens
from simulation.months import day_between, month_end, month_start
from simulation.submissions.submission import Row
from simulation.world.district import Department, Town
from simulation.world.issues import Issue
from simulation.world.world import World

_MATTERS = 5
_OPEN_FOR = timedelta(days=45)


def is_month_of_meeting(month: str) -> bool:
    """Whether the joint meeting sits in the month: in each quarter's last."""
    return int(month[5:]) % 3 == 0


def resolution_rows(world: World, department: Department, month: str) -> list[Row]:
    """All that was resolved by the month's end, each with what had come of it by then."""
    end = month_end(month)
    rows: list[Row] = []
    for met_in in filter(is_month_of_meeting, months_between(world.district.cycle.first_month, month)):
        rng = chance(world.district.seed, "joint meeting", met_in)
        met_on = day_between(rng, month_start(met_in), month_end(met_in))
        for town, issue in _stuck(world, met_on)[:_MATTERS]:
            due_on = met_on + timedelta(days=rng.randint(30, 90))
            closed_on = due_on + timedelta(days=rng.randint(-20, 15)) if happens(rng, 0.8) else None
            rows.append(
                {
                    "resolution_id": f"YD{met_in.replace('-', '')}-{len(rows) + 1:03d}",
                    "met_on": met_on,
                    "matter": f"协调解决{town.name}{issue.category}问题：{issue.description}",
                    "dept": issue.dept_code,
                    "town": town.code,
                    "subject_id": issue.issue_id,
                    "due_on": due_on,
                    "closed_on": closed_on if closed_on and closed_on <= end else None,
                }
            )
    return rows


def _stuck(world: World, day: date) -> list[tuple[Town, Issue]]:
    """The issues that have been open for too long, the oldest first."""
    found = [
        (town, issue)
        for town in world.district.towns
        for issue in world.issues[town.code]
        if issue.raised_on + _OPEN_FOR <= day and issue.status_on(day) != "已解决"
    ]
    return sorted(found, key=lambda pair: (pair[1].raised_on, pair[1].issue_id))
