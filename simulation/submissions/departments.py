"""The departments' ledgers, month by month and quarter by quarter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from lifecircle.calendar import quarter_of
from simulation.chance import chance, happens
from simulation.months import last_day
from simulation.submissions.ledgers import community_rows, facility_rows, indicator_rows, satisfaction_rows
from simulation.submissions.meetings import is_month_of_meeting, resolution_rows
from simulation.submissions.records import approval_rows, disbursement_rows, recognition_rows, supervision_rows
from simulation.submissions.sending import arrival, befall
from simulation.submissions.submission import Row, Submission
from simulation.world.district import Department
from simulation.world.world import World

_MONTHLY: dict[str, Callable[[World, Department, str], list[Row]]] = {
    "facility_ledger": facility_rows,
    "indicator_ledger": indicator_rows,
    "disbursement_ledger": disbursement_rows,
    "approval_ledger": approval_rows,
    "recognition_ledger": recognition_rows,
    "satisfaction_ledger": satisfaction_rows,
}
_CENSUS_MONTH = "01"
_FILES = {"xlsx": ("xlsx", "utf-8-sig"), "csv": ("csv", "utf-8-sig"), "old csv": ("csv", "gb18030")}


def ledgers(world: World, months: list[str]) -> Iterator[Submission]:
    """Yield the monthly and quarterly ledgers of all departments for the months, with what befalls them."""
    quarters = sorted({quarter_of(month) for month in months})
    for form_name, rows_of in _MONTHLY.items():
        for department in _senders(world, form_name):
            for month in months:
                yield from _sent(world, form_name, department, month, rows_of)
    for department in _senders(world, "supervision_ledger"):
        for quarter in quarters:
            if quarter in world.district.cycle.quarters and last_day(quarter) <= last_day(months[-1]):
                yield from _sent(world, "supervision_ledger", department, quarter, supervision_rows)
    for month in months:
        yield from _misdirected(world, month)


def standing_ledgers(world: World, months: list[str]) -> Iterator[Submission]:
    """Yield the ledgers that are sent on a change.

    The communities at first, and again with each new year's people; what the joint meeting resolved, after each.
    """
    for department in _senders(world, "community_ledger"):
        for month in months:
            # without the first of them nothing could be said of coverage
            if month == months[0] or month.endswith(_CENSUS_MONTH):
                yield from _sent(world, "community_ledger", department, month, community_rows, is_certain=True)
    for department in _senders(world, "resolution_ledger"):
        for month in filter(is_month_of_meeting, months):
            yield from _sent(world, "resolution_ledger", department, month, resolution_rows)


def _senders(world: World, form_name: str) -> list[Department]:
    return [world.district.departments[code] for code in world.district.feeds.get(form_name, [])]


def _sent(
    world: World,
    form_name: str,
    department: Department,
    period: str,
    rows_of: Callable[[World, Department, str], list[Row]],
    *,
    is_certain: bool = False,
) -> Iterator[Submission]:
    rng = chance(world.district.seed, form_name, department.code, period)
    punctuality = 1 if is_certain else department.temper.punctuality
    received_at = arrival(rng, last_day(period), punctuality, world.district.cycle.due_days[form_name])
    if received_at is None:
        return
    ending, encoding = _kind_of_file(chance(world.district.seed, "ending", department.code, form_name))
    ledger = Submission(
        form_name=form_name,
        unit_code=department.code,
        unit_name=department.name,
        period=period,
        received_at=received_at,
        tables={form_name: rows_of(world, department, period)},
        ending=ending,
        encoding=encoding,
    )
    if ledger.tables[form_name]:
        yield from befall(rng, ledger, department.temper.care)


def _kind_of_file(rng: Random) -> tuple[str, str]:
    """A department stays with the program that it has."""
    return _FILES[rng.choices(list(_FILES), (7, 2, 1))[0]]


def _misdirected(world: World, month: str) -> Iterator[Submission]:
    """Now and then a department sends marks of its facilities though another one is to collect them (E11)."""
    collectors = world.district.feeds.get("satisfaction_ledger", [])
    for code in world.district.feeds.get("facility_ledger", []):
        rng = chance(world.district.seed, "misdirected", code, month)
        if collectors and code not in collectors and happens(rng, 0.012):
            yield from _sent(world, "satisfaction_ledger", world.district.departments[code], month, satisfaction_rows)
