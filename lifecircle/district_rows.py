"""The rows of a district's reference files, column by column (`lifecircle/district.py` says which files there are)."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _read_date(cell: object) -> object:
    if isinstance(cell, str) and _ISO_DATE.fullmatch(cell):
        return date.fromisoformat(cell)
    raise ValueError("expected a date as 2024-01-31")


Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]
Day = Annotated[date, BeforeValidator(_read_date)]
DayOfMonth = Annotated[int, Field(ge=1, le=28)]
"""A day that every month has."""
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
Metres = Annotated[float, Field(gt=0, le=100_000)]
BandName = Literal["优秀", "良好", "合格", "不合格"]
"""From the best to the worst."""
Number = Annotated[int, Field(ge=1)]
Place = Annotated[int, Field(ge=1, le=50)]
Quarter = Annotated[str, Field(pattern=r"^\d{4}Q[1-4]$")]
Target = Annotated[float, Field(gt=0)]


class Row(BaseModel):
    """A row of a reference file; `key` are the columns that no two rows share."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    key: ClassVar[tuple[str, ...]] = ()


class Town(Row):
    """A unit that is assessed; `aliases` are parted by `;`."""

    key = ("town_code",)
    town_code: Code
    town_name: str
    kind: str
    compare_group: str
    stat_code: str | None = None
    lat: Lat
    lon: Lon
    aliases: str = ""


class Department(Row):
    """A department of the district."""

    key = ("dept_code",)
    dept_code: Code
    dept_name: str
    role: str
    aliases: str = ""


class Task(Row):
    """A task of the action plan."""

    key = ("task_no",)
    task_no: Number
    task_name: str
    short_name: str
    sector: str


class TaskDepartment(Row):
    """That a department answers for a task."""

    key = ("task_no", "dept_code")
    task_no: Number
    dept_code: Code


class FacilityType(Row):
    """A type of facility, the department that keeps its ledger, and how far people may have to walk to it."""

    key = ("facility_type",)
    facility_type: Code
    type_name: str
    service_class: Literal["基础保障", "品质提升"]
    task_no: Number
    dept_code: Code
    radius_m: Metres
    rural_radius_m: Metres
    radius_basis: str


class FacilityRadius(Row):
    """Other radii of a type from a day on; until then those of `facility_types` hold."""

    key = ("facility_type", "valid_from")
    facility_type: Code
    valid_from: Day
    radius_m: Metres
    rural_radius_m: Metres
    source: str


class Indicator(Row):
    """A task's indicator with its target for each year."""

    key = ("indicator_code",)
    indicator_code: Code
    indicator_name: str
    task_no: Number
    dept_code: Code
    aggregation: Literal["last", "sum"]
    direction: Literal["up", "down"]
    target_2023: Target
    target_2024: Target
    target_2025: Target
    per: Number


class Metric(Row):
    """A metric's points on its card, from a day on.  What is computed is fixed; how much it counts is not."""

    key = ("metric_code", "valid_from")
    metric_code: Literal[
        "P1", "P2", "P3", "R1", "R2", "R3", "D1", "D2", "D3", "F1", "F2", "C1", "C2", "S1", "S2", "S3",
        "K1", "K2", "K3", "K4",
    ]  # fmt: skip
    card: Literal["town", "department"]
    section: Literal["planning", "reporting", "delivery", "funding", "coverage", "people"] | None = None
    metric_name: str
    points: Annotated[float, Field(ge=0, le=100)]
    valid_from: Day


class ExpectedFeed(Row):
    """A form that a department sends, and how often."""

    key = ("dept_code", "form")
    dept_code: Code
    form: Code
    frequency: Literal["monthly", "quarterly", "on_change"]


class Band(Row):
    """A band's floor, from a day on."""

    key = ("band", "valid_from")
    band: BandName
    valid_from: Day
    at_least: Annotated[float, Field(ge=0, le=100)]
    source: str


class DocumentDueDate(Row):
    """The day on which the blueprint (of no year) or a year's plan is due; the last `valid_from` holds."""

    key = ("document", "year", "valid_from")
    document: Literal["行动蓝图", "年度计划"]
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    due_on: Day
    valid_from: Day
    source: str


class DueDay(Row):
    """The day of the next month on which a form is due, from a day on."""

    key = ("form", "valid_from")
    form: Code
    valid_from: Day
    due_day: DayOfMonth
    source: str


class MovedDueDate(Row):
    """The day on which a form is due for one period instead of the usual one, as when that falls into a holiday."""

    key = ("form", "period")
    form: Code
    period: str
    due_on: Day
    source: str


class ReportingWindow(Row):
    """From and until which day of the month after the period a form is taken, from a day on; no form: every form.

    A form's own rows win over those of every form.
    """

    key = ("form", "valid_from")
    form: Code | None = None
    valid_from: Day
    opens_day: DayOfMonth
    closes_day: DayOfMonth
    source: str


class UnitName(Row):
    """What a town or department is called from a day on; its earliest line is the unit's first day."""

    key = ("unit_code", "valid_from")
    unit_code: Code
    name: str
    kind: str
    compare_group: str | None = None
    valid_from: Day


class Cycle(Row):
    """The first month that towns report, and the first and last quarter that are assessed."""

    first_month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    first_quarter: Quarter
    last_quarter: Quarter
    source: str


class Bounds(Row):
    """The coordinates between which the district lies (W06)."""

    lon_min: Lon
    lon_max: Lon
    lat_min: Lat
    lat_max: Lat
    source: str


class Tile(Row):
    """A town's place in a small grid that keeps the true geography; 1, 1 is the north-west."""

    key = ("town_code",)
    town_code: Code
    tile_row: Place
    tile_column: Place


class DistrictName(Row):
    """What the district is called."""

    district_name: str
    source: str
