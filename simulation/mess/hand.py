"""A person's hand: how one value gets into one cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from lifecircle.forms import Column
from simulation.chance import happens
from simulation.files.page import Ink
from simulation.mess.dates import odd_date
from simulation.mess.degree import Degree
from simulation.mess.numbers import YUAN, odd_money, odd_number, odd_percent, percent_format, stored
from simulation.mess.words import NO, NOTHING, SYNONYMS, YES, Words, spaced, wide
from simulation.submissions.submission import Cell

NUMERIC = ("int", "number", "money_wan", "money_yuan", "percent", "lon", "lat")
MONEY = {"money_wan": "万元", "money_yuan": "元"}
"""Type of a column -> the unit that the form's values have."""


class Hand:
    """Writes the cells of one submission."""

    def __init__(self, rng: Random, degree: Degree, words: Words, ending: str, names_of_types: bool) -> None:
        self._rng, self._degree, self._words, self._ending = rng, degree, words, ending
        self._types_by_name = names_of_types

    def write(self, column: Column, value: Cell | Ink, unit: str = "", *, as_percentage: bool = False) -> Ink | None:
        """Write a value, most often plainly; an `Ink` is there already.

        Args:
            column: what the form says of the value.
            value: as the submission has it.
            unit: that of the column's heading, for money.
            as_percentage: the column has the number format of a percentage.
        """
        if isinstance(value, Ink):
            return value
        is_odd = happens(self._rng, self._degree.words)
        if value is None or value == []:
            has_word = is_odd and column.type != "bool" and happens(self._rng, 0.3)
            return Ink(self._rng.choice(NOTHING)) if has_word else None
        if column.type in NUMERIC and not isinstance(value, str | bool | date | list):
            return self._number(column, Decimal(str(value)), unit, as_percentage, is_odd)
        if isinstance(value, date):
            return odd_date(self._rng, column, value) if is_odd else Ink(value)
        if isinstance(value, bool):
            return Ink(self._rng.choice(YES if value else NO) if is_odd else "是" if value else "否")
        if isinstance(value, list):
            return Ink((self._rng.choice("；、,") if is_odd else ";").join(value))
        if column.type == "task" and isinstance(value, int):
            return Ink(self._words.task(self._rng, value) if is_odd else value)
        return Ink(self._text(column, str(value), is_odd))

    def _number(self, column: Column, number: Decimal, unit: str, as_percentage: bool, is_odd: bool) -> Ink:
        has_formats = self._ending != "csv"
        if column.type in MONEY:
            yuan = number * YUAN[MONEY[column.type]]
            if is_odd:
                return odd_money(self._rng, yuan, unit)
            number = yuan / YUAN[unit]
        elif column.type == "percent":
            if as_percentage and has_formats:
                return percent_format(number)
            if is_odd:
                ink = odd_percent(self._rng, number)
                return ink if has_formats or not ink.is_percent else Ink(stored(number))
        elif is_odd:
            return odd_number(self._rng, column, number)
        if self._ending != "csv" and column.type != "percent" and happens(self._rng, self._degree.words * 0.1):
            return Ink(stored(number), formula=f"{stored(number)}*1")
        return Ink(stored(number))

    def _text(self, column: Column, text: str, is_odd: bool) -> str:
        rng = self._rng
        if column.type in ("town", "dept"):
            names = self._words.units.get(text, [text])
            return rng.choice(names) if is_odd else names[0]
        if column.type == "facility_type":
            name, code = self._words.facility_types.get(text, [text, text])
            return rng.choice((name, code)) if is_odd or self._types_by_name else code
        if not is_odd:
            return text
        if column.type == "enum":
            return rng.choice((*SYNONYMS.get(text, ()), spaced(rng, text)))
        if column.type in ("code", "indicator"):
            return rng.choice((spaced(rng, text), wide(text)))
        if column.type == "text" and not column.required and self._degree.is_thorough and happens(rng, 0.05):
            return f"={text}"
        return text
