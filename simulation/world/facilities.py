"""What there is for people: the facilities of every type, opening and closing over the months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from simulation.chance import chance, happens
from simulation.cycle import Cycle
from simulation.months import day_between, month_end, month_start, shifted
from simulation.world.communities import Community, offset
from simulation.world.district import District, FacilityType, Town
from simulation.world.projects import Project

_DISTANCE_M = (30, 240)
_IMPROVING_SHARE = 0.07
_OLDEST_YEARS = 18
_WIDE_RADIUS_M = 800
"""A type with a wider radius serves several communities, so not each has its own."""


@dataclass(frozen=True)
class Facility:
    """A facility; `built_from` is when its ledger first shows it, 在建 until it opens (None: it was always there)."""

    facility_id: str
    name: str
    kind: FacilityType
    town: Town
    community: Community
    lon: float
    lat: float
    built_from: date | None
    opened_on: date | None
    closed_on: date | None
    floor_area: int | None
    capacity: int | None
    is_standardised: bool | None
    is_accessible: bool | None

    def status_on(self, day: date) -> str | None:
        """Its state on the day (使用状态); None before anything is to be seen of it."""
        if self.closed_on and self.closed_on <= day:
            return "停用"
        if self.opened_on is None or self.opened_on <= day:
            return "在用"
        return "在建" if self.built_from and self.built_from <= day else None


@dataclass(frozen=True)
class _Site:
    name: str
    kind: FacilityType
    community: Community
    place: tuple[float, float]
    built_from: date | None
    opened_on: date | None


def furnish(
    district: District, communities: dict[str, list[Community]], projects: dict[str, list[Project]]
) -> dict[str, list[Facility]]:
    """Give the towns their facilities: department code -> its facilities, those that a project will open included."""
    facilities: dict[str, list[Facility]] = {}
    for town in district.towns:
        for kind in district.facility_types:
            rng = chance(district.seed, "facilities", town.code, kind.code)
            sites = _standing(rng, district.cycle, town, kind, communities[town.code]) + _to_come(
                kind, projects[town.code]
            )
            department = facilities.setdefault(kind.dept_code, [])
            for site in sites:
                number = f"SS{district.departments[kind.dept_code].number:02d}-{len(department) + 1:05d}"
                department.append(_facility(rng, district.cycle, number, town, site))
    return facilities


def _standing(rng: Random, cycle: Cycle, town: Town, kind: FacilityType, communities: list[Community]) -> list[_Site]:
    share = _IMPROVING_SHARE
    if kind.is_basic:
        share = (0.5 + 0.45 * town.temper.provision) * (0.5 if kind.radius_m > _WIDE_RADIUS_M else 1.0)
    sites = []
    for community in communities:
        if happens(rng, share):
            place = offset(rng, community.lon, community.lat, *_DISTANCE_M)
            sites.append(_Site(f"{community.name}{kind.name}", kind, community, place, *_opening(rng, cycle)))
    return sites


def _opening(rng: Random, cycle: Cycle) -> tuple[date | None, date | None]:
    """Most have long been there, with or without a known date; one in six opens in the course of the cycle."""
    if happens(rng, 0.17):
        opened_on = day_between(rng, month_start(cycle.first_month), month_end(cycle.last_month))
        return opened_on - timedelta(days=rng.randint(60, 240)), opened_on
    first, last = date(cycle.years[0] - _OLDEST_YEARS, 1, 1), month_end(shifted(cycle.first_month, -3))
    return None, day_between(rng, first, last) if happens(rng, 0.7) else None


def _to_come(kind: FacilityType, projects: list[Project]) -> list[_Site]:
    sites = []
    for project in projects:
        if project.facility_type == kind and project.works == "新建" and not project.course.cancelled_on:
            name, place = f"{project.community.name}{kind.name}（新建）", (project.lon, project.lat)
            sites.append(_Site(name, kind, project.community, place, project.course.start, project.course.finish))
    return sites


def _facility(rng: Random, cycle: Cycle, number: str, town: Town, site: _Site) -> Facility:
    is_closing = site.built_from is None and happens(rng, 0.015)
    return Facility(
        facility_id=number,
        name=site.name,
        kind=site.kind,
        town=town,
        community=site.community,
        lon=site.place[0],
        lat=site.place[1],
        built_from=site.built_from,
        opened_on=site.opened_on,
        closed_on=day_between(rng, month_start(cycle.first_month), month_end(cycle.last_month)) if is_closing else None,
        floor_area=rng.randrange(40, 2_400, 10) if happens(rng, 0.85) else None,
        capacity=rng.randrange(10, 400, 5) if happens(rng, 0.3) else None,
        is_standardised=happens(rng, 0.5 + 0.45 * town.temper.provision) if happens(rng, 0.9) else None,
        is_accessible=happens(rng, 0.8) if happens(rng, 0.85) else None,
    )
