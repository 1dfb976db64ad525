"""Months, quarters, and dates counted from them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from lifecircle.calendar import CHINA

LAST_DAY_OF_CLOSE = 10
"""A month is closed at the end of this day of the next month."""


def month_start(month: str) -> date:
    """The first day of the month `2024-03`."""
    return date(int(month[:4]), int(month[5:]), 1)


def month_end(month: str) -> date:
    """The last day of the month `2024-03`."""
    return end_of_month(month_start(month))


def end_of_month(day: date) -> date:
    """The last day of the month in which the day lies."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def month_of(day: date) -> str:
    """The month `2024-03` of a day."""
    return f"{day:%Y-%m}"


def shifted(month: str, by: int) -> str:
    """The month that lies `by` months later, or earlier if negative."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12}-{number % 12 + 1:02d}"


def quarter_months(quarter: str) -> list[str]:
    """The three months of the quarter `2024Q1`."""
    first = f"{quarter[:4]}-{3 * int(quarter[5]) - 2:02d}"
    return [shifted(first, n) for n in range(3)]


def quarter_end(year: int, number: int) -> date:
    """The last day of a quarter, its number in the year being 1 to 4."""
    return month_end(f"{year}-{3 * number:02d}")


def close_of(month: str) -> datetime:
    """The moment at which the month is closed, and its quarter is cut off."""
    day = month_start(shifted(month, 1)).replace(day=LAST_DAY_OF_CLOSE)
    return datetime.combine(day, time(23, 59, 59), CHINA)


def last_day(period: str) -> date:
    """The last day of a month or a quarter."""
    return month_end(quarter_months(period)[-1] if "Q" in period else period)


def in_office_hours(rng: Random, day: date) -> datetime:
    """A moment of the day between half past eight and half past five."""
    return datetime.combine(day, time(8, 30), CHINA) + timedelta(seconds=rng.randrange(9 * 3600))


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))
