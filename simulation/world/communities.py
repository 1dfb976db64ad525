"""Where people live: the communities (居村) around each town's centre, in life circles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from simulation.chance import chance, happens
from simulation.words import place_names
from simulation.world.district import District, Town

METRES_PER_DEGREE = 111_195.0
NEW_CITY_RADIUS_M = 5_000
"""The new city lies around the first town of the reference, where the district has its seat."""
_SIZES = {"街道": (18, 24, 0.0), "镇": (18, 28, 0.5)}
_SMALL_TOWN = (7, 11, 0.25)
_LEAST_DISTANCE_M = 330
_ANNUAL_GROWTH = (-0.01, 0.02)


@dataclass(frozen=True)
class Community:
    """A community with its people in the cycle's first year."""

    code: str
    name: str
    town: Town
    is_rural: bool
    circle: str | None
    in_new_city: bool
    lon: float
    lat: float
    population: int
    elderly_share: float
    children_share: float
    growth: float

    def population_in(self, year: int, first_year: int) -> int:
        """How many people live here in the year."""
        return round(self.population * (1 + self.growth) ** (year - first_year))


def settle(district: District) -> dict[str, list[Community]]:
    """Found the communities of every town: town code -> communities."""
    sizes = {town.code: _size(district.seed, town) for town in district.towns}
    names = place_names(chance(district.seed, "places"), sum(size for size, _ in sizes.values()))
    communities = {}
    for town in district.towns:
        size, rural_share = sizes[town.code]
        own_names, names = names[:size], names[size:]
        communities[town.code] = _town_communities(district, town, own_names, rural_share)
    return communities


def offset(rng: Random, lon: float, lat: float, least_m: float, most_m: float) -> tuple[float, float]:
    """A place in any direction, between the two distances from here; longitude and latitude to six places."""
    distance = math.sqrt(rng.uniform(least_m**2, most_m**2))
    angle = rng.uniform(0, 2 * math.pi)
    east = distance * math.cos(angle) / (METRES_PER_DEGREE * math.cos(math.radians(lat)))
    return round(lon + east, 6), round(lat + distance * math.sin(angle) / METRES_PER_DEGREE, 6)


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """How far two places are from each other as the crow flies, on a plane: good enough within a district."""
    east = (lon - other_lon) * math.cos(math.radians(lat))
    return math.hypot(east, lat - other_lat) * METRES_PER_DEGREE


def _size(seed: int, town: Town) -> tuple[int, float]:
    least, most, rural_share = _SIZES.get(town.kind, _SMALL_TOWN)
    return chance(seed, "size", town.code).randint(least, most), rural_share


def _town_communities(district: District, town: Town, names: list[str], rural_share: float) -> list[Community]:
    rng = chance(district.seed, "communities", town.code)
    circles = max(2, len(names) // 6)
    urban = round(len(names) * (1 - rural_share))
    taken: list[tuple[float, float]] = []
    communities = []
    for number, name in enumerate(names, 1):
        is_rural = number > urban
        lon, lat = _free_place(rng, town, (900, 2_400) if is_rural else (0, 1_700), taken)
        taken.append((lon, lat))
        angle = math.atan2(lat - town.lat, lon - town.lon) / (2 * math.pi) + 0.5
        circle = f"SQ{town.number:02d}-{min(circles, int(angle * circles) + 1)}"
        communities.append(
            Community(
                code=f"JC{town.number:02d}-{number:03d}",
                name=f"{name}{'村' if is_rural else '居民区'}",
                town=town,
                is_rural=is_rural,
                circle=None if is_rural and happens(rng, 0.1) else circle,
                in_new_city=distance_m(lon, lat, district.towns[0].lon, district.towns[0].lat) <= NEW_CITY_RADIUS_M,
                lon=lon,
                lat=lat,
                population=rng.randint(1_100, 3_400) if is_rural else rng.randint(2_200, 6_500),
                elderly_share=rng.uniform(0.26, 0.4) if is_rural else rng.uniform(0.16, 0.3),
                children_share=rng.uniform(0.025, 0.06),
                growth=rng.uniform(*_ANNUAL_GROWTH),
            )
        )
    return communities


def _free_place(
    rng: Random, town: Town, ring_m: tuple[float, float], taken: list[tuple[float, float]]
) -> tuple[float, float]:
    """Look for a place apart from the others; where the town is full, a closer one."""
    for _ in range(60):
        lon, lat = offset(rng, town.lon, town.lat, *ring_m)
        if all(distance_m(lon, lat, *other) >= _LEAST_DISTANCE_M for other in taken):
            break
    return lon, lat
