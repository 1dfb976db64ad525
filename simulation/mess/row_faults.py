"""What goes wrong in a row: one function for each way, named by the finding that it earns.

Source: docs/contract/submissions.md, Findings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lifecircle.forms import Column, Table
from simulation.chance import happens
from simulation.files.page import Ink
from simulation.mess.blots import misread, unlisted
from simulation.mess.neighbours import Neighbours
from simulation.submissions.submission import Cell, Submission

MessyRow = Mapping[str, Cell | Ink]
_OF_FEW_ROWS = ("E07", "E08", "E09", "E10", "W01", "W02", "W03", "W05", "W07")
_MEASURED = ("int", "number", "money_wan", "money_yuan", "percent")
_ORDERED = (
    ("planned_start", "planned_finish"),
    ("actual_start", "actual_finish"),
    ("raised_on", "resolved_on"),
    ("accepted_on", "closed_on"),
    ("supervised_on", "rectified_on"),
)
_FUNDS = ("fund_city", "fund_district", "fund_town", "fund_social")


@dataclass(frozen=True)
class Place:
    """Where a fault happens."""

    rng: Random
    submission: Submission
    table: Table
    neighbours: Neighbours
    has_formulas: bool
    """Whether the file's kind keeps formulas apart from their values."""


Fault = Callable[[Place, MessyRow], MessyRow | None]
"""Spoils a row; None where the row does not lend itself to it."""


def spoil(place: Place, rows: list[MessyRow], share: float) -> tuple[list[MessyRow], list[str]]:
    """Spoil a share of the rows, each in one way.  Returns all rows, and the codes of what was done."""
    spoilt: list[MessyRow] = []
    codes: list[str] = []
    for row in rows:
        spoilt.append(row)
        if not happens(place.rng, share):
            continue
        for code, fault in _in_order_of_trial(place.rng):
            changed = fault(place, row)
            if changed is not None:
                spoilt[-1:] = [row, changed] if code == "E05" else [changed]
                codes.append(code)
                break
    return spoilt, codes


def _in_order_of_trial(rng: Random) -> list[tuple[str, Fault]]:
    """All faults by chance; often those first that few rows lend themselves to, or they would hardly ever happen."""
    faults = rng.sample(FAULTS, len(FAULTS))
    if happens(rng, 0.6):
        faults.sort(key=lambda fault: fault[0] not in _OF_FEW_ROWS)
    return faults


def _chosen(place: Place, row: MessyRow, fits: Callable[[Column], bool]) -> str | None:
    """A filled field whose column fits, not of the key, by chance."""
    fields = [
        name
        for name, column in place.table.columns.items()
        if fits(column) and not column.key and row.get(name) is not None and name not in place.submission.omitted
    ]
    return place.rng.choice(fields) if fields else None


def _blank(place: Place, row: MessyRow) -> MessyRow | None:
    name = _chosen(place, row, lambda column: column.required)
    return {**row, name: None} if name else None


def _unreadable(place: Place, row: MessyRow) -> MessyRow | None:
    name = _chosen(place, row, lambda column: column.type in (*_MEASURED, "date", "lon", "lat"))
    if name is None:
        return None
    return {**row, name: misread(place.rng, place.table.columns[name], has_formulas=place.has_formulas)}


def _out_of_range(place: Place, row: MessyRow) -> MessyRow | None:
    name = _chosen(place, row, lambda column: column.type in (*_MEASURED, "lon", "lat"))
    value = row.get(name or "")
    if name is None or not isinstance(value, int | float):
        return None
    kind = place.table.columns[name].type
    if kind in ("lon", "lat"):
        return {**row, name: round(value * 10, 6)}
    if kind == "percent" and happens(place.rng, 0.6):
        return {**row, name: 100 + place.rng.randint(1, 50)}
    return {**row, name: -(value or 1)}


def _not_listed(place: Place, row: MessyRow) -> MessyRow | None:
    name = _chosen(place, row, lambda column: column.type in ("enum", "task", "town", "dept", "facility_type"))
    return {**row, name: unlisted(place.rng, place.table.columns[name])} if name else None


def _repeated(place: Place, row: MessyRow) -> MessyRow | None:
    return dict(row) if place.table.key else None


def _unknown_project(place: Place, row: MessyRow) -> MessyRow | None:
    number = row.get("project_id")
    return None if number is None or "works" in row else {**row, "project_id": f"{number}9"}


def _dates_crossed(place: Place, row: MessyRow) -> MessyRow | None:
    for first, last in _ORDERED:
        start, end = row.get(first), row.get(last)
        if isinstance(start, date) and isinstance(end, date):
            return {**row, last: start - timedelta(days=place.rng.randint(5, 60))}
    return None


def _status_contradicted(place: Place, row: MessyRow) -> MessyRow | None:
    if row.get("status") == "完工":
        return {**row, **place.rng.choice(({"progress_pct": 90}, {"actual_finish": None}))}
    if row.get("status") == "未启动":
        return {**row, "progress_pct": place.rng.randint(5, 30)}
    return {**row, "resolved_on": None} if row.get("status") == "已解决" else None


def _not_yet_happened(place: Place, row: MessyRow) -> MessyRow | None:
    end = place.submission.ends_on
    if end is None or "progress_pct" not in row or not isinstance(row.get("actual_start"), date):
        return None
    name = "actual_start" if row.get("actual_finish") is None else "actual_finish"
    return {**row, name: end + timedelta(days=place.rng.randint(3, 40))}


def _funds_differ(place: Place, row: MessyRow) -> MessyRow | None:
    for name in _FUNDS:
        amount = row.get(name)
        if isinstance(amount, int | float) and amount > 10:
            total = row.get("total_investment")
            return {**row, name: round(amount + float(total if isinstance(total, int | float) else amount) * 0.1, 2)}
    return None


def _another_s(place: Place, row: MessyRow) -> MessyRow | None:
    name, number = place.neighbours.another_s(place.rng, place.submission, row)
    return {**row, name: number} if name else None


def _fraction(place: Place, row: MessyRow) -> MessyRow | None:
    name = _chosen(place, row, lambda column: column.type == "percent")
    value = row.get(name or "")
    if name is None or not isinstance(value, int | float) or not 1 < value < 100:
        return None
    return {**row, name: Ink(round(value / 100, 2))}


def _falling(name: str, share: float) -> Fault:
    """A cumulative number that is below the month's before (W02, W03)."""

    def fault(place: Place, row: MessyRow) -> MessyRow | None:
        value = row.get(name)
        if row.get("status") not in ("在建", "暂停") or not isinstance(value, int | float) or value < 20:
            return None
        return {**row, name: round(value * share)}

    return fault


def _ten_thousandfold(place: Place, row: MessyRow) -> MessyRow | None:
    value = row.get("ytd_investment")
    return {**row, "ytd_investment": value * 10_000} if isinstance(value, int | float) and value > 5 else None


def _outside(place: Place, row: MessyRow) -> MessyRow | None:
    lon = row.get("lon")
    return {**row, "lon": round(lon - 0.6, 6)} if isinstance(lon, int | float) else None


def _plan_falls(place: Place, row: MessyRow) -> MessyRow | None:
    second, third = row.get("planned_q2"), row.get("planned_q3")
    if not isinstance(second, int | float) or not isinstance(third, int | float) or third < 10:
        return None
    return {**row, "planned_q2": third, "planned_q3": round(third * 0.6)}


FAULTS: list[tuple[str, Fault]] = [
    ("E01", _blank),
    ("E02", _unreadable),
    ("E03", _out_of_range),
    ("E04", _not_listed),
    ("E05", _repeated),
    ("E06", _unknown_project),
    ("E07", _dates_crossed),
    ("E08", _status_contradicted),
    ("E09", _not_yet_happened),
    ("E10", _funds_differ),
    ("E11", _another_s),
    ("W01", _fraction),
    ("W02", _falling("progress_pct", 0.5)),
    ("W03", _falling("ytd_investment", 0.4)),
    ("W05", _ten_thousandfold),
    ("W06", _outside),
    ("W07", _plan_falls),
]
