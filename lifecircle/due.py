"""What is due when, for whom, by the district's reference alone (docs/contract/assessment.md, Calendar).

The warehouse dates the same in SQL (`int_deadlines_dated`), because its figures rest on it; a test holds the two
together.  Whoever asks what opens or falls due next asks here: the marts know only what had opened by their run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from lifecircle.calendar import CHINA, month_end, months_between, quarter_end, quarter_of
from lifecircle.district import District
from lifecircle.district_rows import DocumentDueDate, ReportingWindow

_DOCUMENTS = {"行动蓝图": "blueprint", "年度计划": "annual_plan"}
"""A document that towns owe -> its form."""
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Deadline:
    """A form that a unit sends for a period: from when on, until when in time, and until when with that month's."""

    unit_code: str
    form: str
    period: str
    opens_at: datetime
    due_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class _Owed:
    """What one or more units owe for a period, before a holiday moves it."""

    form: str
    period: str
    opens_on: date
    due_on: date
    closes_on: date


def deadlines(district: District) -> tuple[Deadline, ...]:
    """Date everything that the units owe over the whole cycle, the earliest due first."""
    moved = {(row.form, row.period): row.due_on for row in district.moved_due_dates}
    first_days = _first_days(district)
    dated = [
        _deadline(unit, owed, moved.get((owed.form, owed.period)))
        for unit, owed in _owed(district)
        # who was not there yet owed nothing
        if first_days.get(unit, owed.due_on) <= owed.due_on
    ]
    return tuple(sorted(dated, key=attrgetter("due_at", "form", "unit_code", "period")))


def opened(calendar: Iterable[Deadline], moment: datetime) -> tuple[Deadline, ...]:
    """What can be sent by a moment, or could: due or not, closed or not."""
    return tuple(each for each in calendar if each.opens_at <= moment)


def opens_after(calendar: Iterable[Deadline], month: str) -> tuple[Deadline, ...]:
    """What can be sent from the month after `month` on: what its forms go out for before it ends."""
    following = month_end(month) + timedelta(days=1)
    return tuple(each for each in calendar if each.opens_at.date().replace(day=1) == following)


def due_within(calendar: Iterable[Deadline], moment: datetime, ahead: timedelta) -> tuple[Deadline, ...]:
    """What falls due from a moment on, and not later than so much ahead."""
    return tuple(each for each in calendar if moment <= each.due_at <= moment + ahead)


def days_late(due_at: datetime, moment: datetime) -> int:
    """The whole days by which a moment lies after the last day in time; 0 until then."""
    return max(0, (moment.astimezone(CHINA).date() - due_at.astimezone(CHINA).date()).days)


def month_closes_at(district: District, month: str) -> datetime:
    """When the last form for a month closes; in a quarter's last month those for the quarter are among them.

    Raises:
        ValueError: the month lies outside the cycle.
    """
    periods = {month, quarter_of(month)} if int(month[5:]) % 3 == 0 else {month}
    closes = [each.closes_at for each in deadlines(district) if each.period in periods]
    if not closes:
        raise ValueError(f"{month} lies outside the cycle of cycle.csv: nothing is sent for it")
    return max(closes)


def _owed(district: District) -> Iterator[tuple[str, _Owed]]:
    """Every unit with everything that it owes."""
    cycle = district.cycle[0]
    last_month = quarter_end(cycle.last_quarter).strftime("%Y-%m")
    ends = {month: month_end(month) for month in months_between(cycle.first_month, last_month)}
    quarters = sorted({quarter for month in ends if (quarter := quarter_of(month)) >= cycle.first_quarter})
    monthly = [(town.town_code, "monthly_report") for town in district.towns]
    monthly += [(feed.dept_code, feed.form) for feed in district.expected_feeds if feed.frequency == "monthly"]
    quarterly = [(feed.dept_code, feed.form) for feed in district.expected_feeds if feed.frequency == "quarterly"]
    for periods, feeds in ((ends, monthly), ({each: quarter_end(each) for each in quarters}, quarterly)):
        owed = {form: list(_periodic(district, form, periods)) for form in {form for _, form in feeds}}
        yield from ((unit, each) for unit, form in feeds for each in owed[form])
    for document in _documents_in_force(district):
        yield from ((town.town_code, document) for town in district.towns)


def _periodic(district: District, form: str, periods: Mapping[str, date]) -> Iterator[_Owed]:
    """A form for each period, by the rules in force on the last day of the period's quarter.

    Args:
        district: whose due days and windows hold.
        form: one sent monthly or quarterly.
        periods: month or quarter -> its last day.
    """
    for period, ends_on in periods.items():
        rules_on = quarter_end(quarter_of(f"{ends_on:%Y-%m}"))
        due_days = [row for row in district.due_days if row.form == form and row.valid_from <= rules_on]
        if not due_days:
            continue
        window = _window(district, form, rules_on)
        yield _Owed(
            form,
            period,
            ends_on + timedelta(days=window.opens_day),
            ends_on + timedelta(days=max(due_days, key=attrgetter("valid_from")).due_day),
            ends_on + timedelta(days=window.closes_day),
        )


def _documents_in_force(district: District) -> Iterator[_Owed]:
    """The blueprint and each year's plan: open in the month in which they are due, closed with that month's reports."""
    latest: dict[tuple[str, int | None], DocumentDueDate] = {}
    for row in sorted(district.document_due_dates, key=attrgetter("valid_from")):
        latest[row.document, row.year] = row
    for (document, year), row in latest.items():
        form, ends_on = _DOCUMENTS[document], month_end(f"{row.due_on:%Y-%m}")
        closes_on = ends_on + timedelta(days=_window(district, form, ends_on).closes_day)
        yield _Owed(form, str(year) if year else "v1", row.due_on.replace(day=1), row.due_on, closes_on)


def _window(district: District, form: str, rules_on: date) -> ReportingWindow:
    """The window in force on a day: the form's own if it has one, else that of every form."""
    held = [row for row in district.reporting_windows if row.form in (form, None) and row.valid_from <= rules_on]
    return max(held, key=lambda row: (row.form is not None, row.valid_from))


def _first_days(district: District) -> dict[str, date]:
    """The first day of each unit that has not been there from the beginning."""
    first_days: dict[str, date] = {}
    for row in district.unit_names:
        first_days[row.unit_code] = min(row.valid_from, first_days.get(row.unit_code, row.valid_from))
    return first_days


def _deadline(unit: str, owed: _Owed, moved_to: date | None) -> Deadline:
    due_on = moved_to or owed.due_on
    return Deadline(
        unit,
        owed.form,
        owed.period,
        datetime.combine(owed.opens_on, time(), CHINA),
        datetime.combine(due_on, _LAST_SECOND, CHINA),
        # a due day beyond the close, as after a holiday, is the last day too
        datetime.combine(max(due_on, owed.closes_on), _LAST_SECOND, CHINA),
    )
