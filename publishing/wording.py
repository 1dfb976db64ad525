"""How figures and moments are written on a page: Chinese, half-up, and in words where there is no figure."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from lifecircle.calendar import CHINA

NOT_APPLICABLE = "不适用"

_NUMERALS = "一二三四"


def fixed(value: float | None, places: int = 2, absent: str = NOT_APPLICABLE) -> str:
    """Write a figure with so many places, rounded half-up; None in words, since missing is never zero."""
    if value is None:
        return absent
    return f"{Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def amount(value: float | None) -> str:
    """Write a count as a whole number, anything else with two places."""
    return fixed(value, 0 if value is not None and float(value).is_integer() else 2)


def percent(ratio: float | None) -> str:
    """Write a ratio in [0, 1] as a percentage with one place."""
    return NOT_APPLICABLE if ratio is None else f"{fixed(100 * ratio, 1)}%"


def signed(change: float | None, absent: str = "无上期") -> str:
    """Write a change in points with its sign."""
    if change is None:
        return absent
    if change == 0:
        return "持平"
    return f"{'+' if change > 0 else '−'}{fixed(abs(change))}"


def moment(at: datetime) -> str:
    """Write a moment in Shanghai to the second."""
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def quarter_name(quarter: str) -> str:
    """Write `2024Q1` as 2024年第一季度."""
    return f"{quarter[:4]}年第{_NUMERALS[int(quarter[5]) - 1]}季度"
