"""Numbers as people write them: with a unit, a percent sign, thousands separators.

Source: docs/contract/submissions.md, Numbers.
"""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal

from ingestion.sheets import BrokenCell, Cell, UnreadableError
from lifecircle.plain import plain

MONEY_UNITS = {
    "元": Decimal(1), "千元": Decimal(10) ** 3, "万元": Decimal(10) ** 4, "万": Decimal(10) ** 4,
    "百万元": Decimal(10) ** 6, "亿元": Decimal(10) ** 8, "亿": Decimal(10) ** 8,
}  # fmt: skip
"""Each money unit in 元."""

_MULTIPLIERS = {"": Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}|[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)(.*)")
"""1.2E+08: a CSV saved by Excel holds large numbers as Excel shows them."""
_CURRENCY = re.compile("^([+-]?)[¥￥](?=[+-]?[\\d.])")
_MINUS = {0x2212: "-"}
"""Unicode's minus sign; those of full and of small width are a hyphen already."""
_COUNTED = re.compile(
    r"([万亿]?)(?:平方米|平方|平米|m2|公里|米|亩|年|人次?|个|张|户|次|件|条|位|处|家|名|床|份|座|间|台|套|项|场|席|桌|辆|组|班|所)?",
    re.IGNORECASE,
)
_LARGEST = 1e15
"""Above any amount or count of a district; thousands of such numbers can still be summed exactly."""


def read_number(cell: Cell) -> float:
    """Read a number, with or without the word for what it counts (人, 个, 平方米).

    Raises:
        UnreadableError: the cell holds no number; the other functions raise it too."""
    if type(cell) is float and is_countable(cell):
        return cell
    return _as_float(_read_decimal(cell, "数字"), "数字")


def read_int(cell: Cell) -> int:
    """Read a whole number."""
    number = _read_decimal(cell, "整数")
    if not is_countable(float(number)) or number != number.to_integral_value():
        raise UnreadableError("整数")
    return int(number)


def read_percent(cell: Cell) -> float:
    """Read percent points."""
    if type(cell) is float and is_countable(cell):
        return cell
    number, unit = _split_number(cell, "百分数")
    return _as_float(number if unit == "%" else _read_decimal(cell, "百分数"), "百分数")


def read_money(cell: Cell, header_unit: Decimal, form_unit: Decimal) -> float:
    """Read an amount in the form's unit; without a unit of its own it is in the header's (both in 元)."""
    if header_unit == form_unit and type(cell) is float and is_countable(cell):
        return cell
    number, unit = _split_number(cell, "金额")
    if unit and unit not in MONEY_UNITS:
        raise UnreadableError("金额")
    return _as_float(number * (MONEY_UNITS[unit] if unit else header_unit) / form_unit, "金额")


def is_countable(number: float) -> bool:
    """Whether the number can be summed: finite, and not larger than any figure of a district."""
    return -_LARGEST < number < _LARGEST


def percent_of_share(cell: float) -> float:
    """The percent points of a cell that a percentage format shows: 0.856 is 85.6, computed in decimals."""
    return float(Decimal(repr(cell)) * 100)


def is_written_as_percent(cell: Cell) -> bool:
    """Whether a text ends in %."""
    return isinstance(cell, str) and plain(cell).endswith("%")


def _split_number(cell: Cell, expected: str) -> tuple[Decimal, str]:
    """The number that the cell begins with, and the unit written after it ('' for none)."""
    if isinstance(cell, bool | date | time | timedelta | BrokenCell):
        raise UnreadableError(expected)
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise UnreadableError(expected)
        return Decimal(repr(cell)), ""
    number = _NUMBER.fullmatch(_CURRENCY.sub(r"\1", plain(cell or "").translate(_MINUS)))
    if not number:
        raise UnreadableError(expected)
    return Decimal(number[1].replace(",", "")), number[2]


def _read_decimal(cell: Cell, expected: str) -> Decimal:
    number, unit = _split_number(cell, expected)
    counted = _COUNTED.fullmatch(unit)
    if not counted:
        raise UnreadableError(expected)
    return number * _MULTIPLIERS[counted[1]]


def _as_float(number: Decimal, expected: str) -> float:
    value = float(number)
    if not is_countable(value):
        raise UnreadableError(expected)
    return value
