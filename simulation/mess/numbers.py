"""The ways of writing a number: as text, with thousands separators, full width, with a unit after it."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from lifecircle.forms import Column
from simulation.files.page import Ink

YUAN = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


def full_width(text: str) -> str:
    """Digits as an input method for Chinese writes them."""
    return text.translate(_WIDE)


def spelled(number: Decimal) -> str:
    """All digits and no exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def stored(number: Decimal) -> int | float:
    """The number as a program stores it."""
    return int(number) if number == number.to_integral_value() else float(number)


def odd_number(rng: Random, column: Column, number: Decimal) -> Ink:
    """A number of any kind but money and percent."""
    ways = [spelled(number), f" {spelled(number)} ", full_width(spelled(number))]
    if column.type in ("int", "number") and not _is_year(column):
        unit = "平方米" if "面积" in column.header else "人" if "人" in column.header else "个"
        ways += [f"{number:,f}", f"{spelled(number)}{unit}"]
        if number >= 10_000:
            ways.append(f"{spelled(number / 10_000)}万")
    return Ink(rng.choice(ways))


def odd_money(rng: Random, yuan: Decimal, unit: str) -> Ink:
    """An amount; one without a unit of its own is in the unit of its column."""
    number = yuan / YUAN[unit]
    ways = [
        spelled(number),
        full_width(spelled(number)),
        f"{number:,f}",
        f"{spelled(yuan / 10_000)}万元",
        f"{spelled(yuan)}元",
    ]
    if unit in ("元", "万元"):
        ways.append(f"{spelled(yuan / 10_000)}万")
    if yuan >= 10_000_000:
        ways.append(f"{spelled(yuan / YUAN['亿元'])}亿元")
    return Ink(rng.choice(ways))


def odd_percent(rng: Random, number: Decimal) -> Ink:
    """Percent points as text, or a share in a cell whose number format is a percentage."""
    text = spelled(number)
    return rng.choice((Ink(text), Ink(f"{text}%"), Ink(f"{text}％"), Ink(full_width(text)), percent_format(number)))


def percent_format(number: Decimal) -> Ink:
    """A share that is shown as a percentage."""
    return Ink(float(number / 100), is_percent=True)


def _is_year(column: Column) -> bool:
    return column.header.endswith("年度")
