"""What a message says beyond its template: which entries a list has, and an amount as the file shows it."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

from expectations.rules import listed
from lifecircle.forms import Column
from lifecircle.plain import plain
from lifecircle.reference import load_reference

_FEW = 8
"""So many options are all named; of more the nearest."""
_ALIKE = 0.5
_LONGEST = 60
"""As much of a cell is compared: a longer text is like no entry."""
_OWN_UNITS = {"money_wan": "万元", "money_yuan": "元"}
_UNIT_SIGNS = frozenset("元万亿")


@lru_cache(4096)
def options(column: Column, typed: str) -> str:
    """Say which options the column has: all where they are few, else the one nearest to what was typed."""
    words = _words(column)
    names = list(dict.fromkeys(words.values()))
    if len(names) <= _FEW:
        return "、".join(names)
    near = get_close_matches(plain(typed)[:_LONGEST], words, n=1, cutoff=_ALIKE)
    _, list_name = listed(column)
    return f"{list_name}中最接近的是“{words[near[0]]}”" if near else list_name


def as_shown(column: Column, typed: str, figure: float, header_unit: str | None) -> str:
    """Write a cell as the file shows it, and what it comes to where its header names another unit than the form."""
    unit = _OWN_UNITS.get(column.type)
    if header_unit is None or unit is None or _UNIT_SIGNS & set(typed):
        return typed
    return f"{typed}（按表头单位“{header_unit}”折合为 {figure:.10g} {unit}）"


def _words(column: Column) -> dict[str, str]:
    """What people may write for an entry of the column's list -> the entry as a message names it."""
    reference = load_reference()
    match column.type:
        case "town":
            return {word: reference.town_names[code] for word, code in reference.towns.items()}
        case "dept":
            return {word: reference.department_names[code] for word, code in reference.departments.items()}
        case "task":
            return _with_codes(reference.tasks)
        case "facility_type":
            return _with_codes(reference.facility_types)
        case "indicator":
            return dict(reference.indicators)
        case _:
            return {plain(value): value for value in column.values}


def _with_codes(words: dict[str, str]) -> dict[str, str]:
    """Each word -> the entry's name and code: 社区食堂（canteen）."""
    names = {code: word for word, code in reversed(words.items()) if word != plain(code)}
    return {word: f"{names[code]}（{code}）" if code in names else code for word, code in words.items()}
