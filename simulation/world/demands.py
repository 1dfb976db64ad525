"""What people ask for: the demands of each town's blueprint, and which year's plan answers them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from simulation.chance import chance, happens
from simulation.words import DEMAND_SOURCES, weighted
from simulation.world.communities import Community
from simulation.world.district import District, FacilityType, Town

_PRIORITIES = {"高": 3, "中": 4, "低": 3}
_ANSWER_CHANCES = {"高": 1.0, "中": 0.85, "低": 0.35}
_BASIC_FACTOR = 0.6
"""Basic services are promised to all anyway, so a demand for them less often gets a project of its own."""


@dataclass(frozen=True)
class Demand:
    """A demand; `version` is the blueprint that first lists it, `answered_in` the year whose plan answers it."""

    demand_id: str
    community: Community
    task_no: int
    facility_type: FacilityType | None
    is_basic: bool
    description: str
    source: str
    people: int | None
    priority: str
    version: int
    answered_in: int | None


def ask(district: District, town: Town, communities: list[Community]) -> list[Demand]:
    """Collect the demands of a town, of its first blueprint and of the second."""
    rng = chance(district.seed, "demands", town.code)
    first, later = rng.randint(len(communities), len(communities) * 7 // 5), rng.randint(3, 7)
    return [
        _demand(district, rng, town, communities, number, 1 if number <= first else 2)
        for number in range(1, first + later + 1)
    ]


def _demand(
    district: District, rng: Random, town: Town, communities: list[Community], number: int, version: int
) -> Demand:
    community = rng.choice(communities)
    kind = None if happens(rng, 0.12) else _type_asked_for(rng, district)
    task_no = kind.task_no if kind else rng.choice(list(district.tasks))
    priority = weighted(rng, _PRIORITIES)
    is_basic = kind.is_basic if kind else happens(rng, 0.3)
    likely = _ANSWER_CHANCES[priority] * (_BASIC_FACTOR if is_basic else 1) * (0.5 + 0.5 * town.temper.service)
    return Demand(
        demand_id=f"XQ{town.number:02d}-{number:03d}",
        community=community,
        task_no=task_no,
        facility_type=kind,
        is_basic=is_basic,
        description=f"{community.name}希望{'增设' if kind else '改善'}{kind.name if kind else district.tasks[task_no]}",
        source=weighted(rng, DEMAND_SOURCES),
        people=rng.randint(3, 180) if happens(rng, 0.8) else None,
        priority=priority,
        version=version,
        answered_in=_answering_year(rng, district.cycle.years, version) if happens(rng, likely) else None,
    )


def _type_asked_for(rng: Random, district: District) -> FacilityType | None:
    """Improving services are asked for more often than basic ones."""
    kinds = [kind for kind in district.facility_types if kind.task_no in district.tasks]
    return rng.choices(kinds, [1 if kind.is_basic else 3 for kind in kinds])[0] if kinds else None


def _answering_year(rng: Random, years: list[int], version: int) -> int:
    """Most are answered in the first year; what a second blueprint brings comes later, where there is a later year."""
    if version > 1:
        return rng.choice(years[1:] or years)
    return rng.choices(years, [8, 3, *[1] * len(years)][: len(years)])[0]
