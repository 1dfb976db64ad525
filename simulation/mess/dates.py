"""The ways of writing a date; an imprecise one only where it means the same day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from lifecircle.forms import Column
from simulation.files.page import Ink
from simulation.mess.numbers import full_width
from simulation.months import end_of_month

_SERIAL_ZERO = date(1899, 12, 30)
_TENTHS = {"start": {1: "上旬", 11: "中旬", 21: "下旬"}, "end": {10: "上旬", 20: "中旬"}}


def odd_date(rng: Random, column: Column, day: date) -> Ink:
    """A date as text, as digits, as its serial number, or by its month or part of a month."""
    year, month = day.year, day.month
    ways: list[str | int] = [
        f"{day:%Y-%m-%d}",
        f"{year}/{month}/{day.day}",
        f"{year}.{month}.{day.day}",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{year}年{month}月{day.day}日",
        full_width(f"{year}年{month}月{day.day}日"),
        (day - _SERIAL_ZERO) // timedelta(days=1),
    ]
    is_last = day == end_of_month(day)
    if is_last if column.round == "end" else day.day == 1:
        ways += [f"{year}年{month}月", f"{day:%Y-%m}", f"{year}.{month}"] * 2
    if is_last:
        ways += [f"{year}年{month}月底"]
        if column.round == "end":
            ways += [f"{year}年{month}月下旬"]
        if month == 12:
            ways += [f"{year}年底"]
    elif tenth := _TENTHS[column.round].get(day.day):
        ways += [f"{year}年{month}月{tenth}"] * 2
    return Ink(rng.choice(ways))
