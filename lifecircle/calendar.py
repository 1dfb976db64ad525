"""Periods and moments.  Every date is of Asia/Shanghai (docs/contract/assessment.md, As of)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_QUARTER_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4}
# a calendar has no year 0, and digits of other scripts are no name of a period
_MONTH = re.compile(r"(?!0000)([0-9]{4})(?:-|年)?([0-9]{1,2})(?:月份?)?")
_QUARTER = re.compile(r"(?!0000)([0-9]{4})(?:-?Q([1-4])|年第?([一二三四1-4])季度)", re.IGNORECASE)
_YEAR = re.compile(r"(?!0000)([0-9]{4})年?")
_VERSION = re.compile(r"(?:v|第)?([0-9]{1,4})版?", re.IGNORECASE)


def now() -> datetime:
    """Tell the present moment of this machine in Shanghai, to the second.

    Only a fact about the machine is dated by it, such as when a build was made.  What belongs to the office's calendar
    (what is due, late, received or approved) is dated by `Settings.moment`, which can be set to a year long past.
    """
    return datetime.now(CHINA).replace(microsecond=0)


def parse_moment(text: str) -> datetime:
    """Read an ISO moment; one without a zone is of Shanghai.

    Raises:
        ValueError: the text is no ISO 8601 moment.
    """
    moment = datetime.fromisoformat(text.strip())
    return (moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment.astimezone(CHINA)).replace(microsecond=0)


def parse_period(text: str, kind: Literal["month", "quarter", "year", "version"]) -> str | None:
    """Bring a period to its canonical form: `2024-03`, `2024Q1`, `2024` or `v1`; None if it is none.

    The text must already be free of full-width characters and spaces (docs/contract/submissions.md, Files).
    """
    if kind == "month":
        month = _MONTH.fullmatch(text)
        return f"{month[1]}-{int(month[2]):02d}" if month and 1 <= int(month[2]) <= 12 else None
    if kind == "quarter":
        quarter = _QUARTER.fullmatch(text)
        if not quarter:
            return None
        number = quarter[2] or quarter[3]
        return f"{quarter[1]}Q{_QUARTER_NUMBERS.get(number) or int(number)}"
    if kind == "year":
        year = _YEAR.fullmatch(text)
        return year[1] if year else None
    version = _VERSION.fullmatch(text)
    return f"v{int(version[1])}" if version else None


def period_start(period: str) -> date | None:
    """The first day of a month or quarter; None for a year or a version."""
    if re.fullmatch(r"\d{4}-\d\d", period):
        return date(int(period[:4]), int(period[5:]), 1)
    if re.fullmatch(r"\d{4}Q[1-4]", period):
        return date(int(period[:4]), 3 * int(period[5]) - 2, 1)
    return None


def quarter_end(quarter: str) -> date:
    """The last day of the quarter `2024Q1`."""
    year, number = int(quarter[:4]), int(quarter[5])
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)
    return after - timedelta(days=1)


def month_end(month: str) -> date:
    """The last day of the month `2024-03`."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def months_between(first: str, last: str) -> list[str]:
    """All months from `first` to `last`, both included, as `2024-03`."""
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(start, end + 1)]


def quarter_of(month: str) -> str:
    """The quarter `2024Q1` of a month `2024-03`."""
    return f"{month[:4]}Q{(int(month[5:]) + 2) // 3}"
