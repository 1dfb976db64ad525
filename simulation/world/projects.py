"""What is built: the projects of each town for each year of the cycle, most of them in answer to a demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from simulation.chance import chance, happens
from simulation.months import end_of_month
from simulation.words import BODIES, weighted
from simulation.world.communities import Community, offset
from simulation.world.courses import Course, run_course
from simulation.world.demands import Demand
from simulation.world.district import District, FacilityType, Town

FUND_SOURCES = ("市级", "区级", "镇级", "社会")

_WORKS_ON_FACILITIES = {"新建": 9, "改建": 4, "扩建": 2, "提升": 4, "服务": 1}
_OTHER_WORKS = {"提升": 3, "服务": 2}
_DURATION_MONTHS = {"新建": (5, 13), "改建": (4, 9), "扩建": (4, 10), "提升": (3, 7), "服务": (2, 5)}
_INVESTMENT_WAN = {"新建": (120, 1_800), "改建": (60, 600), "扩建": (80, 700), "提升": (20, 300), "服务": (8, 90)}
_OWN_IDEAS_AT_FIRST, _OWN_IDEAS = (5, 9), (3, 6)
"""Projects that no demand asked for, in the first year and in a later one."""
_TWIN_DISTANCE_M = (30, 180)


@dataclass(frozen=True)
class Project:
    """What a town planned and what came of it.  Money in 万元; `funds` in the order of FUND_SOURCES."""

    project_id: str
    name: str
    town: Town
    year: int
    is_late_addition: bool
    task_no: int
    facility_type: FacilityType | None
    works: str
    body: str
    dept_code: str
    planned_start: date
    planned_finish: date
    total_investment: float
    funds: tuple[float, ...]
    budget_no: str | None
    demand_ids: list[str]
    community: Community
    lon: float
    lat: float
    course: Course
    omitted: str | None
    """What the town forgets to fill in in its plan: 实施主体, a date or the funds."""
    paid_ratio: float
    """What the finance bureau pays of what the town reports."""
    paid_months_late: int


@dataclass(frozen=True)
class _Idea:
    community: Community
    task_no: int
    facility_type: FacilityType | None
    demand_ids: list[str]
    place: tuple[float, float]
    works: str


def plan_projects(district: District, town: Town, communities: list[Community], demands: list[Demand]) -> list[Project]:
    """Make all projects of a town, year by year."""
    projects: list[Project] = []
    for year in district.cycle.years:
        ideas = _ideas(district, town, year, communities, demands)
        late_additions = chance(district.seed, "late additions", town.code, year).randint(1, 2)
        for number, idea in enumerate(ideas, 1):
            rng = chance(district.seed, "project", town.code, year, number)
            projects.append(_project(district, rng, town, year, number, idea, number > len(ideas) - late_additions))
    return projects


def _ideas(
    district: District, town: Town, year: int, communities: list[Community], demands: list[Demand]
) -> list[_Idea]:
    rng = chance(district.seed, "ideas", town.code, year)
    ideas = [
        _idea(rng, demand.community, demand.task_no, demand.facility_type, [demand.demand_id])
        for demand in demands
        if demand.answered_in == year
    ]
    kinds = [kind for kind in district.facility_types if kind.task_no in district.tasks]
    for _ in range(rng.randint(*(_OWN_IDEAS_AT_FIRST if year == district.cycle.years[0] else _OWN_IDEAS))):
        kind = rng.choice(kinds) if kinds and happens(rng, 0.7) else None
        task_no = kind.task_no if kind else rng.choice(list(district.tasks))
        ideas.append(_idea(rng, rng.choice(communities), task_no, kind, []))
    new_ones = [idea for idea in ideas if idea.works == "新建"]
    if new_ones and happens(rng, 0.1 + 0.45 * (1 - town.temper.care)):
        # nobody looked at what the neighbours build: the duplicates that the assessment is to find
        twin = rng.choice(new_ones)
        place = offset(rng, *twin.place, *_TWIN_DISTANCE_M)
        ideas.insert(0, _Idea(twin.community, twin.task_no, twin.facility_type, [], place, "新建"))
    return ideas


def _idea(rng: Random, community: Community, task_no: int, kind: FacilityType | None, demand_ids: list[str]) -> _Idea:
    place = offset(rng, community.lon, community.lat, 20, 220)
    return _Idea(
        community, task_no, kind, demand_ids, place, weighted(rng, _WORKS_ON_FACILITIES if kind else _OTHER_WORKS)
    )


def _project(
    district: District, rng: Random, town: Town, year: int, number: int, idea: _Idea, is_late_addition: bool
) -> Project:
    temper, works = town.temper, idea.works
    planned_start, planned_finish = _planned_dates(rng, district.cycle.plan_due[year], year, works, is_late_addition)
    total = round(rng.uniform(*_INVESTMENT_WAN[works]), rng.choice((0, 0, 1, 2)))
    subject = idea.facility_type.name if idea.facility_type else district.tasks[idea.task_no]
    is_mispaid = happens(rng, 0.04 + 0.3 * (1 - temper.funding))
    return Project(
        project_id=f"XM{town.number:02d}-{year}-{number:03d}",
        name=f"{idea.community.name}{subject}{works}项目",
        town=town,
        year=year,
        is_late_addition=is_late_addition,
        task_no=idea.task_no,
        facility_type=idea.facility_type,
        works=works,
        body=rng.choice(BODIES).format(town=town.name),
        dept_code=idea.facility_type.dept_code if idea.facility_type else rng.choice(district.answering[idea.task_no]),
        planned_start=planned_start,
        planned_finish=planned_finish,
        total_investment=total,
        funds=_funds(rng, total),
        budget_no=f"YS{year}{rng.randrange(100_000):05d}" if happens(rng, 0.85) else None,
        demand_ids=idea.demand_ids,
        community=idea.community,
        lon=idea.place[0],
        lat=idea.place[1],
        course=run_course(rng, planned_start, planned_finish, temper.delivery),
        omitted=rng.choice(("body", "dates", "funds")) if happens(rng, 0.18 * (1 - temper.care)) else None,
        paid_ratio=rng.uniform(0.55, 0.85) if is_mispaid else rng.uniform(0.97, 1.0),
        paid_months_late=rng.choice((0, 1, 1)) if is_mispaid else 0,
    )


def _planned_dates(rng: Random, due: date, year: int, works: str, is_late_addition: bool) -> tuple[date, date]:
    """Plan from a month's first day to a month's last; what is added to a plan in the autumn starts in the autumn."""
    first_month = 9 if is_late_addition else 2 if due.year == year else 1
    start = date(year, rng.randint(first_month, 11), rng.choice((1, 1, 10, 15, 20)))
    finish = end_of_month(start + timedelta(days=round(30.4 * rng.randint(*_DURATION_MONTHS[works]) - 20)))
    return start, finish


def _funds(rng: Random, total: float) -> tuple[float, ...]:
    """Split a total among one to three of the four sources; the parts sum to it."""
    sources = rng.sample(range(4), rng.choices((1, 2, 3), (4, 4, 2))[0])
    parts = [0.0] * 4
    for source in sources[1:]:
        parts[source] = round(total * rng.uniform(0.15, 0.4), 2)
    parts[sources[0]] = round(total - sum(parts), 2)
    return tuple(parts)
