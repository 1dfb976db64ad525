"""What departments keep: communities, facilities, what people say of them, and indicators."""

from __future__ import annotations

from random import Random

from simulation.chance import chance, clipped_gauss, happens
from simulation.months import month_end
from simulation.submissions.submission import Row
from simulation.world.district import Department, Indicator, Town
from simulation.world.facilities import Facility
from simulation.world.world import World

_REVIEWED_PER_TOWN = 12


def community_rows(world: World, department: Department, month: str) -> list[Row]:
    """All communities with the year's people."""
    rows: list[Row] = []
    for communities in world.communities.values():
        for community in communities:
            population = community.population_in(int(month[:4]), world.district.cycle.years[0])
            rows.append(
                {
                    "community_code": community.code,
                    "community_name": community.name,
                    "town": community.town.code,
                    "kind": "村委会" if community.is_rural else "居委会",
                    "area_kind": "乡村" if community.is_rural else "居住地区",
                    "circle_code": community.circle,
                    "new_city": community.in_new_city,
                    "lon": community.lon,
                    "lat": community.lat,
                    "population": population,
                    "elderly": round(population * community.elderly_share),
                    "children": round(population * community.children_share),
                }
            )
    return rows


def facility_rows(world: World, department: Department, month: str) -> list[Row]:
    """All facilities of the department at the month's end; now and then one of another department's types (E11)."""
    rng = chance(world.district.seed, "facility ledger", department.code, month)
    own = world.facilities.get(department.code, [])
    rows = [row for facility in own if (row := _facility_row(facility, month))]
    foreign = [kind for kind in world.district.facility_types if kind.dept_code != department.code]
    if rows and foreign and happens(rng, 0.08 * (1 - department.temper.care)):
        rows.append(
            {
                **rng.choice(rows),
                "facility_id": f"{rows[-1]['facility_id']}A",
                "facility_type": rng.choice(foreign).code,
            }
        )
    return rows


def _facility_row(facility: Facility, month: str) -> Row | None:
    day = month_end(month)
    status = facility.status_on(day)
    if status is None:
        return None
    return {
        "facility_id": facility.facility_id,
        "facility_name": facility.name,
        "facility_type": facility.kind.code,
        "town": facility.town.code,
        "community_code": facility.community.code,
        "lon": facility.lon,
        "lat": facility.lat,
        "opened_on": None if status == "在建" else facility.opened_on,
        "status": status,
        "floor_area": facility.floor_area,
        "capacity": facility.capacity,
        "standardised": facility.is_standardised,
        "accessible": facility.is_accessible,
    }


def satisfaction_rows(world: World, department: Department, month: str) -> list[Row]:
    """Good and bad marks of some of the department's own facilities; one without any asks about all kinds."""
    day = month_end(month)
    own = world.facilities.get(department.code) or [f for some in world.facilities.values() for f in some]
    rows: list[Row] = []
    for town in world.district.towns:
        rng = chance(world.district.seed, "satisfaction", department.code, town.code, month)
        reviewed = [facility for facility in own if facility.town == town and facility.status_on(day) == "在用"]
        dissatisfied = 0.015 + 0.13 * (1 - town.temper.service)
        for facility in reviewed[:_REVIEWED_PER_TOWN]:
            marks = rng.randint(8, 70)
            bad = sum(happens(rng, dissatisfied) for _ in range(marks))
            mended = sum(happens(rng, 0.4 + 0.6 * town.temper.service) for _ in range(bad))
            rows.append(
                {
                    "facility_id": facility.facility_id,
                    "town": town.code,
                    "good": marks - bad,
                    "bad": bad,
                    "rectified": mended,
                }
            )
    return rows


def indicator_rows(world: World, department: Department, month: str) -> list[Row]:
    """The department's indicators for every town."""
    return [
        _indicator_row(world, indicator, town, month)
        for indicator in world.district.indicators
        if indicator.dept_code == department.code
        for town in world.district.towns
    ]


def _indicator_row(world: World, indicator: Indicator, town: Town, month: str) -> Row:
    steady = chance(world.district.seed, "indicator", indicator.code, town.code)
    rng = chance(world.district.seed, "indicator", indicator.code, town.code, month)
    size = steady.randint(20, 400)
    attainment = 0.86 + 0.16 * town.temper.delivery + steady.gauss(0, 0.03)
    if indicator.per > 1:
        size = sum(community.population for community in world.communities[town.code])
    elif indicator.is_monthly_flow:
        size = rng.randint(10, 60)
    if happens(steady, 0.04):
        size = 0
    return {
        "indicator_code": indicator.code,
        "town": town.code,
        "numerator": _numerator(indicator, size, attainment, month, rng),
        "denominator": size,
    }


def _numerator(indicator: Indicator, size: int, attainment: float, month: str, rng: Random) -> int:
    """Come nearer to the year's target from month to month; a share never exceeds 1."""
    years = sorted(indicator.targets)
    year = min(max(int(month[:4]), years[0]), years[-1])
    target = indicator.targets[year]
    last_target = indicator.targets.get(year - 1, target if indicator.is_lower_better else target * 0.9)
    aim = last_target + (target - last_target) * int(month[5:]) / 12
    reached = aim / attainment if indicator.is_lower_better else aim * attainment
    if indicator.is_monthly_flow:
        # what happens in a month varies; what was built stays
        reached *= clipped_gauss(rng, 1, 0.15 if indicator.per > 1 else 0.02, 0, 2)
    return round(size / indicator.per * (min(1.0, reached) if indicator.per == 1 else reached))
