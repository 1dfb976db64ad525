"""The district: its towns and departments by the reference folder, and how diligent each of them is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from lifecircle import district_rows as rows
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from simulation.chance import chance, clipped_gauss
from simulation.cycle import Cycle, cycle_of

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Temper:
    """How a town or department works: each trait from 0 (badly) to 1 (well)."""

    punctuality: float
    care: float
    delivery: float
    funding: float
    provision: float
    service: float


@dataclass(frozen=True)
class Town:
    """A town; `number` is its place in the reference, from which its records take their numbers."""

    code: str
    name: str
    kind: str
    number: int
    lon: float
    lat: float
    temper: Temper


@dataclass(frozen=True)
class Department:
    """A department; `number` as for a town."""

    code: str
    name: str
    number: int
    temper: Temper


@dataclass(frozen=True)
class FacilityType:
    """A type of facility: basic or improving, and the department that keeps its ledger."""

    code: str
    name: str
    is_basic: bool
    task_no: int
    dept_code: str
    radius_m: float


@dataclass(frozen=True)
class Indicator:
    """An indicator with its target for each year."""

    code: str
    dept_code: str
    is_monthly_flow: bool
    is_lower_better: bool
    targets: dict[int, float]
    per: float


@dataclass(frozen=True)
class District:
    """Who there is, and who answers for what."""

    seed: int
    cycle: Cycle
    towns: list[Town]
    departments: dict[str, Department]
    tasks: dict[int, str]
    facility_types: list[FacilityType]
    indicators: list[Indicator]
    feeds: dict[str, list[str]]
    """Form -> the departments that are to send it."""
    answering: dict[int, list[str]]
    """Task -> the departments that answer for it."""


def found_district(seed: int) -> District:
    """Read the reference folder of the settings and give everybody a temper.

    Raises:
        DistrictError: the folder does not hold what a district needs.
    """
    reference = load_district(Settings().reference)
    town_tempers = _tempers(seed, "towns", [row.town_code for row in reference.towns])
    dept_tempers = _tempers(seed, "departments", [row.dept_code for row in reference.departments])
    return District(
        seed=seed,
        cycle=cycle_of(reference),
        towns=[
            Town(row.town_code, row.town_name, row.kind, number, row.lon, row.lat, town_tempers[row.town_code])
            for number, row in enumerate(reference.towns, 1)
        ],
        departments={
            row.dept_code: Department(row.dept_code, row.dept_name, number, dept_tempers[row.dept_code])
            for number, row in enumerate(reference.departments, 1)
        },
        tasks={row.task_no: row.short_name for row in reference.tasks},
        facility_types=[_facility_type(row) for row in reference.facility_types],
        indicators=[_indicator(row) for row in reference.indicators],
        feeds=_grouped((row.form, row.dept_code) for row in reference.expected_feeds),
        answering=_grouped((row.task_no, row.dept_code) for row in reference.task_departments),
    )


def _tempers(seed: int, kind: str, codes: list[str]) -> dict[str, Temper]:
    """Spread quality evenly over the units, so that every district has good and bad ones, then vary each trait."""
    order = sorted(codes)
    chance(seed, "quality", kind).shuffle(order)
    tempers = {}
    for place, code in enumerate(order):
        rng, quality = chance(seed, "temper", code), (place + 0.5) / len(order)
        tempers[code] = Temper(*(clipped_gauss(rng, quality, 0.13, 0.02, 1.0) for _ in range(6)))
    return tempers


def _facility_type(row: rows.FacilityType) -> FacilityType:
    return FacilityType(
        code=row.facility_type,
        name=row.type_name,
        is_basic=row.service_class == "基础保障",
        task_no=row.task_no,
        dept_code=row.dept_code,
        radius_m=row.radius_m,
    )


def _indicator(row: rows.Indicator) -> Indicator:
    return Indicator(
        code=row.indicator_code,
        dept_code=row.dept_code,
        is_monthly_flow=row.aggregation == "sum",
        is_lower_better=row.direction == "down",
        targets={2023: row.target_2023, 2024: row.target_2024, 2025: row.target_2025},
        per=row.per,
    )


def _grouped(pairs: Iterable[tuple[_Key, str]]) -> dict[_Key, list[str]]:
    groups: dict[_Key, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
