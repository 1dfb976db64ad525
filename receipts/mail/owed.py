"""What the units owe as of a moment: which form of which period, by when, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb

from lifecircle.calendar import CHINA, quarter_of
from lifecircle.due import Deadline, deadlines, opened
from lifecircle.forms import load_forms
from lifecircle.marts.reading import read_rows
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from receipts.content import Receipt

_FIRST_REMINDER_DAYS = 2
"""Before the due day."""
_EVERY_DAYS = 2
"""After it."""


@dataclass(frozen=True)
class Owed:
    """A form that a unit is to send; `first_accepted_at` and `first_received_at` are None if nothing came."""

    unit_code: str
    form: str
    period: str
    due_at: datetime
    first_received_at: datetime | None
    first_accepted_at: datetime | None

    @property
    def form_title(self) -> str:
        """The form's name as its senders know it."""
        return load_forms()[self.form].title

    def is_accepted(self, as_of: datetime) -> bool:
        """Whether a file of it had been accepted by a moment."""
        return self.first_accepted_at is not None and self.first_accepted_at <= as_of

    def days_left(self, as_of: datetime) -> int:
        """Days from a moment to the due day: 0 on the day itself, negative once it is late."""
        return (_day(self.due_at) - _day(as_of)).days

    def status(self, as_of: datetime) -> str:
        """What became of it by a moment: 按时, 逾期 (accepted late), 退回, 未报, or 未到期."""
        if self.first_accepted_at is not None and self.first_accepted_at <= as_of:
            return "按时" if self.first_accepted_at <= self.due_at else "逾期"
        # a month is closed as of its last second, as which nothing more can come in time
        if as_of < self.due_at:
            return "未到期"
        return "退回" if self.first_received_at is not None and self.first_received_at <= as_of else "未报"


@dataclass(frozen=True)
class _CutOff:
    cutoff_at: datetime


def owed_as_of(receipts: Iterable[Receipt], as_of: datetime) -> tuple[Owed, ...]:
    """Date what has opened by a moment, moved due days and all, with what came of it; the earliest due first."""
    came: dict[tuple[str | None, ...], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        came[receipt.unit_code, receipt.form, receipt.period].append(receipt)
    calendar = opened(deadlines(load_district(Settings().reference)), as_of)
    return tuple(_owed(each, came.get((each.unit_code, each.form, each.period), [])) for each in calendar)


def read_cutoffs(marts: duckdb.DuckDBPyConnection) -> list[datetime]:
    """Read when the quarters are cut off, the earliest first."""
    return [row.cutoff_at for row in read_rows(marts, _CutOff, "dim_quarter", order_by=("cutoff_at",))]


def of_month(owed: Iterable[Owed], month: str) -> list[Owed]:
    """What belongs to a month's report: its forms, its quarter's in the last month, the documents due in it."""
    periods = {month, quarter_of(month)} if int(month[5:]) % 3 == 0 else {month}
    return [
        each
        for each in owed
        if each.period in periods
        or (load_forms()[each.form].period in ("year", "version") and f"{_day(each.due_at):%Y-%m}" == month)
    ]


def still_matters(owed: Owed, cutoffs: Iterable[datetime], as_of: datetime) -> bool:
    """Whether it can still change a quarter: until the first cut-off after it was due."""
    return as_of <= next((cutoff for cutoff in cutoffs if cutoff >= owed.due_at), owed.due_at)


def is_reminder_day(open_items: Iterable[Owed], as_of: datetime) -> bool:
    """Whether a unit is reminded on a day: two days before something is due, on the day, then every second day.

    What is late longest sets the pace of the days after: several late forms make no daily mail.
    """
    left = [owed.days_left(as_of) for owed in open_items]
    return any(days in (0, _FIRST_REMINDER_DAYS) for days in left) or (
        bool(left) and min(left) < 0 and min(left) % _EVERY_DAYS == 0
    )


def is_named(owed: Owed, as_of: datetime) -> bool:
    """Whether a reminder names it: what is late or due within two days."""
    return owed.days_left(as_of) <= _FIRST_REMINDER_DAYS


def next_reminder(as_of: datetime) -> datetime:
    """When a reminder is out of date: the next one may be written."""
    return datetime.combine(_day(as_of) + timedelta(days=_EVERY_DAYS), datetime.min.time(), CHINA)


def last_refused(owed: Owed, receipts: Iterable[Receipt]) -> Receipt | None:
    """The refused file of it that came last."""
    refused = [
        receipt
        for receipt in receipts
        if receipt.outcome == "rejected"
        and (receipt.unit_code, receipt.form, receipt.period) == (owed.unit_code, owed.form, owed.period)
    ]
    return max(refused, key=lambda receipt: receipt.received_at, default=None)


def nameless_refused(unit_code: str, receipts: Iterable[Receipt]) -> list[Receipt]:
    """The refused files of a unit that do not tell their form or period, and that nothing accepted came after."""
    of_unit = [receipt for receipt in receipts if receipt.unit_code == unit_code]
    accepted = [receipt.received_at for receipt in of_unit if receipt.outcome == "accepted"]
    return [
        receipt
        for receipt in of_unit
        if receipt.outcome == "rejected"
        and (receipt.form is None or receipt.period is None)
        and all(at < receipt.received_at for at in accepted)
    ]


def _owed(due: Deadline, came: Iterable[Receipt]) -> Owed:
    """A deadline with the first file that came, and the first that was accepted, as `reporting_calendar` has them."""
    received = min((receipt.received_at for receipt in came), default=None)
    accepted = min((receipt.received_at for receipt in came if receipt.outcome == "accepted"), default=None)
    return Owed(due.unit_code, due.form, due.period, due.due_at, received, accepted)


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
