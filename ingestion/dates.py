"""Dates as people write them, precise or not (docs/contract/submissions.md, Normalised)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from lifecircle.plain import half_width, plain

_SERIAL_ZERO, _SERIAL_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS = range(20_000, 60_001)
_NUMBER = re.compile(r"\d{1,10}(?:\.\d+)?")
_DAY = re.compile(r"(\d{4})(?:年|([-/.]))(\d{1,2})(?(2)\2|月)(\d{1,2})日?")
_TIME = re.compile(
    r"(?:(?<=日)|T|\s)\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?\s*$",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月(底|上旬|中旬|下旬)?|[-/.](\d{1,2}))")
_YEAR_END = re.compile(r"(\d{4})年底")
_TEN_DAYS = {"上旬": (1, 10), "中旬": (11, 20)}


def read_date(text: str, at_end: bool, is_from_1904: bool = False) -> date | None:
    """Read a date as typed; None if it is none.

    Args:
        text: a day, a month, 上旬 / 中旬 / 下旬, 月底, 年底, or the digits of a number (see `date_of_number`).
        at_end: whether an imprecise date means its last day rather than its first; 月底 and 年底 always do.
        is_from_1904: see `date_of_number`.
    """
    text = plain(_TIME.sub("", half_width(text)))
    day = _DAY.fullmatch(text)
    if day:
        return _valid(int(day[1]), int(day[3]), int(day[4]))
    year_end = _YEAR_END.fullmatch(text)
    if year_end:
        return _valid(int(year_end[1]), 12, 31)
    month = _MONTH.fullmatch(text)
    if month:
        return _in_month(int(month[1]), int(month[2] or month[4]), month[3], at_end)
    return date_of_number(float(text), is_from_1904) if _NUMBER.fullmatch(text) else None


def date_of_number(number: float, is_from_1904: bool = False) -> date | None:
    """The date that a number means: an Excel serial number (20000 to 60000) or the eight digits of a day; else None.

    Args:
        number: as in the cell.
        is_from_1904: whether serial numbers count from 1904, as a workbook says that was begun on a Mac.
    """
    if int(number) in _SERIALS:
        return (_SERIAL_ZERO_1904 if is_from_1904 else _SERIAL_ZERO) + timedelta(days=int(number))
    digits = str(int(number))
    if number == int(number) and len(digits) == 8:
        return _valid(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return None


def _in_month(year: int, month: int, part: str | None, at_end: bool) -> date | None:
    if not (1 <= month <= 12 and year > 0):
        return None
    last = monthrange(year, month)[1]
    if part == "底":
        return date(year, month, last)
    first_day, last_day = _TEN_DAYS.get(part or "", (21, last) if part == "下旬" else (1, last))
    return date(year, month, last_day if at_end else first_day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
