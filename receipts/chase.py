"""What the data team has to chase: what is overdue, what was sent back, what could not be taken or is doubtful.

A matter is closed by what the unit sends next: a refused file by an accepted one of the same form, unit and period that
came later, an accepted file's faults by the file that replaces it.  Units are named, people are not: contacts stay in
`landed/`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb

from lifecircle.due import deadlines, opened
from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.marts.reading import read_rows
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from lifecircle.units import read_units
from receipts.content import Receipt

Kind = Literal["missing", "rejected", "quarantined", "doubtful", "upcoming"]
KINDS: dict[Kind, str] = {
    "missing": "逾期未报",
    "rejected": "退回后未重报",
    "quarantined": "有行未采用",
    "doubtful": "数据存疑",
    "upcoming": "即将到期",
}
UNKNOWN_SENDER = "未能识别报送单位"
NOT_YET = "登记的收到时间晚于本次运行的时点，暂不计入；如登记有误，请更正收件登记。"
WHEN_ASK = "请问何时可以报送？填报中有什么困难？"
"""What to ask about what has not come."""

_NOT_CHASED = {"W04"}
"""A column that the form does not know is the sender's own business, as long as nothing else is wrong."""

Key = tuple[str | None, str | None, str | None]
"""Form, unit and period."""


@dataclass(frozen=True)
class Expected:
    """What a unit is to send, and by when."""

    unit_code: str
    unit_name: str
    form: str
    period: str
    due_at: datetime


@dataclass(frozen=True)
class Question:
    """What to ask a unit about one kind of finding in one file."""

    code: str
    title: str
    count: int
    ask: str
    mended_by: str


@dataclass(frozen=True)
class Matter:
    """Something to chase with a unit."""

    kind: Kind
    unit_code: str | None
    unit_name: str
    form_title: str
    period: str | None
    due_at: datetime | None
    receipt: Receipt | None
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Waiting:
    """A file whose receipt lies after the moment: it does not count yet, or its receipt was registered wrongly."""

    file_name: str
    unit_name: str
    form_title: str
    period: str | None
    received_at: datetime


@dataclass(frozen=True)
class _Due:
    unit_code: str
    form: str
    period: str
    due_at: datetime


@dataclass(frozen=True)
class _Run:
    as_of: datetime


@dataclass(frozen=True)
class Ask:
    """What to ask about a finding code on the telephone; `ask` and `mended_by` are None where nobody is asked."""

    code: str
    title: str
    ask: str | None
    mended_by: str | None


def read_calendar(marts: duckdb.DuckDBPyConnection, as_of: datetime) -> list[Expected]:
    """What every unit can send by a moment, the earliest due first: what the marts expect, and what opened since."""
    units = read_units(marts)
    due = read_rows(marts, _Due, "reporting_calendar")
    (run,) = read_rows(marts, _Run, "warehouse_run")
    calendar = deadlines(load_district(Settings().reference))
    since = [
        _Due(each.unit_code, each.form, each.period, each.due_at)
        for each in opened(calendar, as_of)
        if each.opens_at > run.as_of and each.unit_code in units
    ]
    return [
        Expected(each.unit_code, units[each.unit_code].unit_name, each.form, each.period, each.due_at)
        for each in sorted((*due, *since), key=lambda each: (each.due_at, each.form, each.unit_code))
    ]


def read_asks(marts: duckdb.DuckDBPyConnection) -> dict[str, Ask]:
    """What to ask about each finding code, and who mends it."""
    return {ask.code: ask for ask in read_rows(marts, Ask, "dim_finding_code")}


def list_matters(
    receipts: list[Receipt], calendar: list[Expected], asks: dict[str, Ask], as_of: datetime
) -> list[Matter]:
    """List what is to be chased as of a moment, by kind."""
    in_order = sorted(receipts, key=lambda receipt: (receipt.received_at, receipt.file_name))
    holding = {_key(receipt): receipt for receipt in in_order if receipt.outcome == "accepted"}
    refused = _refused(in_order)
    with_blueprint = {unit for form, unit, _ in holding if form == "blueprint"}
    # a blueprint of any version is one
    answered = {*holding, *map(_key, refused), *(("blueprint", unit, "v1") for unit in with_blueprint)}
    due: dict[Key, datetime] = {
        (expected.form, expected.unit_code, expected.period): expected.due_at for expected in calendar
    }
    matters = [
        _absent(expected, as_of)
        for expected in calendar
        if (expected.form, expected.unit_code, expected.period) not in answered
    ]
    matters += [_about(receipt, "rejected", due.get(_key(receipt)), asks) for receipt in refused]
    for receipt in holding.values():
        if receipt.codes - _NOT_CHASED:
            kind: Kind = "quarantined" if receipt.rows_quarantined else "doubtful"
            matters.append(_about(receipt, kind, due.get(_key(receipt)), asks))
    order = list(KINDS)
    return sorted(
        matters,
        key=lambda matter: (order.index(matter.kind), matter.form_title, matter.period or "", matter.unit_code or ""),
    )


def read_waiting(marts: duckdb.DuckDBPyConnection, home: Home, as_of: datetime) -> list[Waiting]:
    """The files that have landed with a receipt after the moment, the earliest first."""
    units, forms = read_units(marts), load_forms()
    columns = ["file_name", "form", "unit_code", "period", "received_at"]
    rows = read_landed(home, "submissions", columns).to_pylist()
    later = sorted(
        (row for row in rows if row["received_at"] > as_of), key=lambda row: (row["received_at"], row["file_name"])
    )
    return [
        Waiting(
            row["file_name"],
            units[row["unit_code"]].unit_name if row["unit_code"] in units else UNKNOWN_SENDER,
            forms[row["form"]].title if row["form"] else "未能识别表式",
            row["period"],
            row["received_at"],
        )
        for row in later
    ]


def _key(receipt: Receipt) -> Key:
    return receipt.form, receipt.unit_code, receipt.period


def _refused(in_order: list[Receipt]) -> list[Receipt]:
    """The refused files that nothing sent later makes good: of each form, unit and period the last.

    One whose name does not tell these is made good by the same bytes under a better name, or by the unit's next
    accepted file of the form: if that is of another period, the calendar knows that this one is missing.
    """
    open_refusals: dict[object, Receipt] = {}
    nameless: dict[object, list[str]] = defaultdict(list)
    for receipt in in_order:
        key, sender = _key(receipt), (receipt.form, receipt.unit_code)
        if receipt.outcome == "rejected" and None not in key:
            open_refusals[key] = receipt
        elif receipt.outcome == "rejected":
            open_refusals[receipt.submission_id] = receipt
            nameless[receipt.sha256].append(receipt.submission_id)
            nameless[sender].append(receipt.submission_id)
        elif receipt.outcome == "accepted":
            for closed in (key, *nameless.pop(receipt.sha256, ()), *nameless.pop(sender, ())):
                open_refusals.pop(closed, None)
    return list(open_refusals.values())


def _absent(expected: Expected, as_of: datetime) -> Matter:
    kind: Kind = "missing" if expected.due_at < as_of else "upcoming"
    title = load_forms()[expected.form].title
    return Matter(kind, expected.unit_code, expected.unit_name, title, expected.period, expected.due_at, None, ())


def _about(receipt: Receipt, kind: Kind, due_at: datetime | None, asks: dict[str, Ask]) -> Matter:
    counts = Counter(finding.code for finding in receipt.findings)
    questions = tuple(
        Question(code, asks[code].title, count, asks[code].ask or "", asks[code].mended_by or "")
        for code, count in sorted(counts.items())
    )
    unit = receipt.unit_name or UNKNOWN_SENDER
    return Matter(kind, receipt.unit_code, unit, receipt.form_title, receipt.period, due_at, receipt, questions)
