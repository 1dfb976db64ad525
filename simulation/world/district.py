"""The district: its towns and departments by the reference folder, and how diligent each of them is."""

from __future__ import annotations

from dataclasses import dataclass

from lifecircle.reference import read_csv
from simulation.chance import chance, clipped_gauss


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
    """Read the reference folder of the settings and give everybody a temper."""
    towns, departments = read_csv("towns"), read_csv("departments")
    town_tempers = _tempers(seed, "towns", [row["town_code"] for row in towns])
    dept_tempers = _tempers(seed, "departments", [row["dept_code"] for row in departments])
    answering = _grouped(read_csv("task_departments"), "task_no", "dept_code")
    return District(
        seed=seed,
        towns=[_town(row, number, town_tempers[row["town_code"]]) for number, row in enumerate(towns, 1)],
        departments={
            row["dept_code"]: Department(row["dept_code"], row["dept_name"], number, dept_tempers[row["dept_code"]])
            for number, row in enumerate(departments, 1)
        },
        tasks={int(row["task_no"]): row["short_name"] for row in read_csv("tasks")},
        facility_types=[_facility_type(row) for row in read_csv("facility_types")],
        indicators=[_indicator(row) for row in read_csv("indicators")],
        feeds=_grouped(read_csv("expected_feeds"), "form", "dept_code"),
        answering={int(task_no): codes for task_no, codes in answering.items()},
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


def _town(row: dict[str, str], number: int, temper: Temper) -> Town:
    lon, lat = float(row["lon"]), float(row["lat"])
    return Town(row["town_code"], row["town_name"], row["kind"], number, lon, lat, temper)


def _facility_type(row: dict[str, str]) -> FacilityType:
    return FacilityType(
        code=row["facility_type"],
        name=row["type_name"],
        is_basic=row["service_class"] == "基础保障",
        task_no=int(row["task_no"]),
        dept_code=row["dept_code"],
        radius_m=float(row["radius_m"]),
    )


def _indicator(row: dict[str, str]) -> Indicator:
    targets = {name.removeprefix("target_"): value for name, value in row.items() if name.startswith("target_")}
    return Indicator(
        code=row["indicator_code"],
        dept_code=row["dept_code"],
        is_monthly_flow=row["aggregation"] == "sum",
        is_lower_better=row["direction"] == "down",
        targets={int(year): float(value) for year, value in targets.items() if value},
        per=float(row["per"]),
    )


def _grouped(rows: list[dict[str, str]], key: str, value: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row[value])
    return groups
