"""When each town files its blueprint and its yearly plans, and when these are recognised and disclosed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from simulation.chance import chance, happens
from simulation.months import day_between, in_office_hours
from simulation.world.district import District, Town
from simulation.world.projects import Project


@dataclass(frozen=True)
class Filing:
    """A blueprint (`year` is None) or a yearly plan, as filed; all versions of a plan show matters as of one day."""

    form: Literal["blueprint", "annual_plan"]
    town: Town
    year: int | None
    version: int
    drafted_on: date
    filed_at: datetime
    recognised_on: date
    disclosed_on: date

    def is_listed(self, project: Project) -> bool:
        """Whether the plan lists the project: one of its year, or an earlier one still open at its drafting."""
        if self.form == "blueprint" or self.year is None or project.town != self.town:
            return False
        if project.year == self.year:
            return self.version > 1 or not project.is_late_addition
        course = project.course
        is_open = not course.is_finished(self.drafted_on) and course.status_on(self.drafted_on) != "取消"
        return project.year < self.year and is_open


def file_documents(district: District, town: Town) -> list[Filing]:
    """Make all filings of a town, first to last.  A plan with late additions is filed again in its autumn."""
    cycle, year = district.cycle, district.cycle.years[0]
    filings = [_first(chance(district.seed, "filing", town.code), "blueprint", town, None, cycle.blueprint_due)]
    rng = chance(district.seed, "second blueprint", town.code)
    if happens(rng, 0.4):
        filings.append(_again(rng, filings[0], day_between(rng, date(year, 9, 15), date(year + 1, 8, 31))))
    for year in cycle.years:
        rng = chance(district.seed, "filing", town.code, year)
        plan = _first(rng, "annual_plan", town, year, cycle.plan_due[year])
        filings.append(plan)
        if happens(rng, 0.3):
            filings.append(_again(rng, plan, day_between(rng, date(year, 8, 20), date(year, 10, 31))))
    return sorted(filings, key=lambda filing: filing.filed_at)


def _first(rng: Random, form: Literal["blueprint", "annual_plan"], town: Town, year: int | None, due: date) -> Filing:
    punctuality = town.temper.punctuality
    is_late = happens(rng, 0.75 * (1 - punctuality) ** 1.5)
    days = rng.randint(2, 6 + round(45 * (1 - punctuality))) if is_late else -rng.randint(0, 18)
    return _filing(
        rng, form, town, year, 1, due + timedelta(days=days - rng.randint(6, 12)), due + timedelta(days=days)
    )


def _again(rng: Random, first: Filing, filed_on: date) -> Filing:
    return _filing(rng, first.form, first.town, first.year, 2, first.drafted_on, filed_on)


def _filing(
    rng: Random,
    form: Literal["blueprint", "annual_plan"],
    town: Town,
    year: int | None,
    version: int,
    drafted_on: date,
    filed_on: date,
) -> Filing:
    recognised_on = filed_on + timedelta(days=rng.randint(8, 30))
    disclosed_on = recognised_on + timedelta(days=rng.randint(2, 14))
    return Filing(form, town, year, version, drafted_on, in_office_hours(rng, filed_on), recognised_on, disclosed_on)
