"""Blueprints and yearly plans, as the towns file them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulation.chance import chance, happens
from simulation.months import end_of_month, quarter_end
from simulation.submissions.submission import Row, Submission
from simulation.words import DISCLOSURES, person
from simulation.world.communities import Community
from simulation.world.courses import s_curve
from simulation.world.demands import Demand
from simulation.world.filings import Filing
from simulation.world.projects import Project
from simulation.world.world import World

_FUND_FIELDS = ("fund_city", "fund_district", "fund_town", "fund_social")


def documents(world: World, first_year: int) -> Iterator[Submission]:
    """Yield the towns' blueprints and their plans from the year on, in all versions."""
    for filings in world.filings.values():
        for filing in filings:
            if filing.year is None:
                yield _blueprint(world, filing)
            elif filing.year >= first_year:
                yield _plan(world, filing, filing.year)


def _blueprint(world: World, filing: Filing) -> Submission:
    town, version = filing.town, f"v{filing.version}"
    rng = chance(world.district.seed, "blueprint cover", town.code, version)
    completed_on = filing.filed_at.date() - timedelta(days=rng.randint(5, 12))
    return Submission(
        form_name="blueprint",
        unit_code=town.code,
        unit_name=town.name,
        period=version,
        received_at=filing.filed_at,
        cover={
            "town": town.code,
            "version": version,
            "completed_on": completed_on,
            "disclosed_on": completed_on + timedelta(days=rng.randint(1, 4)),
            "disclosed_how": rng.choice(DISCLOSURES),
            "planner": person(rng),
        },
        tables={
            "demands": [_demand_row(demand) for demand in world.demands[town.code] if demand.version <= filing.version],
            "blueprint_scope": [_scope_row(world, community, filing) for community in world.communities[town.code]],
        },
    )


def _demand_row(demand: Demand) -> Row:
    return {
        "demand_id": demand.demand_id,
        "community_code": demand.community.code,
        "task_no": demand.task_no,
        "facility_type": demand.facility_type.code if demand.facility_type else None,
        "service_class": "基础保障" if demand.is_basic else "品质提升",
        "description": demand.description,
        "source": demand.source,
        "people": demand.people,
        "priority": demand.priority,
    }


def _scope_row(world: World, community: Community, filing: Filing) -> Row:
    rng = chance(world.district.seed, "scope", community.code)
    kind = ("乡村试点" if happens(rng, 0.4) else "乡村其他") if community.is_rural else "居住地区"
    reached_by = 1 if kind != "乡村其他" or happens(rng, 0.3) else 2
    return {"community_code": community.code, "area_kind": kind, "covered": reached_by <= filing.version}


def _plan(world: World, filing: Filing, year: int) -> Submission:
    town = filing.town
    listed = [project for project in world.projects[town.code] if filing.is_listed(project)]
    return Submission(
        form_name="annual_plan",
        unit_code=town.code,
        unit_name=town.name,
        period=str(year),
        version=filing.version,
        received_at=filing.filed_at,
        cover={
            "town": town.code,
            "period": str(year),
            "prepared_on": filing.drafted_on,
            "version": "正式稿" if filing.version == 1 else "调整稿",
        },
        tables={"plan_projects": [_plan_row(project, filing, year) for project in listed]},
    )


def _plan_row(project: Project, filing: Filing, year: int) -> Row:
    start, finish, quarters, year_investment = _outlook(project, filing.drafted_on, year)
    row: Row = {
        "project_id": project.project_id,
        "project_name": project.name,
        "task_no": project.task_no,
        "facility_type": project.facility_type.code if project.facility_type else None,
        "works": project.works,
        "implementing_body": project.body,
        "dept": project.dept_code,
        "planned_start": start,
        "planned_finish": finish,
        "total_investment": project.total_investment,
        "year_investment": year_investment,
        **{field: amount or None for field, amount in zip(_FUND_FIELDS, project.funds, strict=True)},
        "budget_no": project.budget_no,
        "demand_ids": project.demand_ids or None,
        "community_code": project.community.code,
        "lon": project.lon,
        "lat": project.lat,
        **{f"planned_q{number}": planned for number, planned in enumerate(quarters, 1)},
    }
    gaps = {"body": ("implementing_body",), "dates": ("planned_finish",), "funds": _FUND_FIELDS}
    return row | dict.fromkeys(gaps.get(project.omitted or "", ()))


def _outlook(project: Project, drafted_on: date, year: int) -> tuple[date, date, list[int], float]:
    """Plan the year: start, finish, progress at the four quarters' ends, and the year's investment in 万元.

    A new project as it was planned from the beginning; one of an earlier year from its state at the drafting,
    its finish put off if it cannot be kept.
    """
    start, finish = project.planned_start, project.planned_finish
    base_day, base_pct, begun_pct = start, 0, 0
    if project.year < year:
        course, whole = project.course, finish - start
        begun_pct = course.progress_on(drafted_on)
        if course.is_started(drafted_on):
            base_day, base_pct = drafted_on, begun_pct
        else:
            begun_pct = 0
            base_day = start = max(start, date(year, 2, 1))
        remaining = whole * (1 - base_pct / 100)
        if base_day + remaining * 0.7 > finish:
            finish = end_of_month(base_day + remaining)
    days = max(1, (finish - base_day).days)

    def planned_on(day: date) -> int:
        return 100 if day >= finish else int(base_pct + (100 - base_pct) * s_curve((day - base_day).days / days))

    quarters = [planned_on(quarter_end(year, number)) for number in (1, 2, 3, 4)]
    before = max(begun_pct, planned_on(date(year - 1, 12, 31))) if project.year < year else 0
    return start, finish, quarters, round(project.total_investment * max(0, quarters[3] - before) / 100, 2)
