"""When a month is closed: which one is due, as of which moment, and which should have been closed by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from lifecircle.calendar import CHINA, months_between, parse_period
from lifecircle.due import month_closes_at
from lifecircle.home import Home
from lifecircle.plain import plain
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from lifecircle.wording import minute
from publishing.briefs import editions

_NOON = time(12)
"""By when a month is closed, on the day after its closing moment."""


class NoClosingError(Exception):
    """The month cannot be closed; the message says in Chinese why, and from when on it can."""


@dataclass(frozen=True)
class LateMonth:
    """A month that is not closed, and the moment by which it should have been."""

    month: str
    by: datetime


def month_before(moment: datetime) -> str:
    """The month before the moment's: the one that is reported on and closed in it."""
    first = f"{moment.year - 1}-{moment:%m}"
    return months_between(first, f"{moment:%Y-%m}")[-2]


def closing_moment(month: str, moment: datetime) -> datetime:
    """As of when a month is closed, once that moment has come.

    Args:
        month: as `2024-03`, or as people write it.
        moment: the present, by the one clock.

    Raises:
        NoClosingError: it is no month, nothing is sent for it, or it has not come to its closing moment.
    """
    name = parse_period(plain(month), "month")
    if name is None:
        raise NoClosingError(f"“{month}”不是月份，请写成2024-03的样子。")
    closes_at = _closes_at(name)
    if closes_at is None:
        raise NoClosingError(f"{name}不在报送周期之内，没有账可结。")
    if moment < closes_at:
        raise NoClosingError(f"{name}要到{minute(closes_at)}才截止报送，现在（{minute(moment)}）不能结账。")
    return closes_at


def due_month(home: Home, moment: datetime) -> str | None:
    """The month that the timetable has to close now; None if there is none.

    It is the month before, once it has reached its closing moment, if it is not closed, and if anything ever came.
    """
    month = month_before(moment)
    closes_at = _closes_at(month)
    came = any((home.landed / "submissions").glob("*.parquet"))
    return month if closes_at and came and moment >= closes_at and not is_closed(home, month) else None


def late_month(home: Home, moment: datetime) -> LateMonth | None:
    """The month before, if it is not closed by the noon after its closing moment; None if all is well."""
    month = month_before(moment)
    closes_at = _closes_at(month)
    if closes_at is None or is_closed(home, month):
        return None
    by = datetime.combine(closes_at.date() + timedelta(days=1), _NOON, CHINA)
    return LateMonth(month, by) if moment >= by else None


def is_closed(home: Home, month: str) -> bool:
    """Whether the month's briefs are there: they are written at its close, and not before."""
    return bool(editions(home, month))


def _closes_at(month: str) -> datetime | None:
    """None outside the cycle: nothing is sent for it."""
    try:
        return month_closes_at(load_district(Settings().reference), month)
    except ValueError:
        return None
