"""Cells that nobody can read, or whose words are on no list: what a clerk would ring back about."""

from __future__ import annotations

from random import Random

from lifecircle.forms import Column
from simulation.files.page import Ink

_ERRORS = ("#DIV/0!", "#REF!", "#NAME?", "#VALUE!")
_BAD_DATES: tuple[str | int, ...] = ("近期", "2024-13-45", "2023年2月30日", "春节后", "6月", 70241, "5月中旬左右")
_BAD_NUMBERS = ("约80", "80左右", "50-60", "若干", "3/4", "八十多")
_NOT_LISTED: dict[str, tuple[str | int, ...]] = {
    "enum": ("推进中", "基本完成", "未知", "见说明"),
    "task": (13, "任务十五", "综合类", "99"),
    "town": ("某某镇", "开发区", "全区"),
    "dept": ("有关部门", "某某局", "属地政府"),
    "facility_type": ("便民设施", "待分类", "other"),
}


def misread(rng: Random, column: Column, *, has_formulas: bool) -> Ink:
    """What is no value of the column's type: a guess, an error cell, a formula without its stored value (E02)."""
    if column.type == "int" and rng.random() < 0.25:
        fractions: tuple[str | float, ...] = (12.5, "3.7", 0.25)
        return Ink(rng.choice(fractions))
    kind = rng.random()
    if kind < 0.2 and has_formulas:
        return Ink(None, formula="SUM(B2,C2)")
    if kind < 0.4:
        return Ink(rng.choice(_ERRORS), formula="1/0" if has_formulas else None, is_error=True)
    if column.type == "percent" and kind < 0.6:
        return Ink("约80%")
    guesses: tuple[str | int, ...] = _BAD_DATES if column.type == "date" else _BAD_NUMBERS
    return Ink(rng.choice(guesses))


def unlisted(rng: Random, column: Column) -> Ink:
    """What is on no list of the column's (E04)."""
    return Ink(rng.choice(_NOT_LISTED[column.type]))
