"""What a hand writes oddly, the reader takes for the same value."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from ingestion.cells import reader_of
from ingestion.sheets import UnreadableError
from lifecircle.forms import Column, load_tables
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from simulation.files.page import Ink
from simulation.mess.blots import misread, unlisted
from simulation.mess.dates import odd_date
from simulation.mess.degree import DEGREES
from simulation.mess.hand import NUMERIC, Hand
from simulation.mess.names import odd_period
from simulation.mess.numbers import odd_money
from simulation.mess.words import Words
from simulation.submissions.submission import Cell

_ROUNDS = range(200)


def _column(table: str, name: str) -> Column:
    return load_tables()[table].columns[name]


@cache
def _words() -> Words:
    return Words.of_district(load_district(Settings().reference))


def _hand(seed: int) -> Hand:
    # a text file has no number formats: all is in the text
    return Hand(Random(seed), DEGREES["heavy"], _words(), "csv", names_of_types=True)


@pytest.mark.parametrize(
    ("table", "name", "value", "expected"),
    [
        ("facility_ledger", "floor_area", 12500.5, 12500.5),
        ("engagement", "participants", 1234, 1234),
        ("project_progress", "progress_pct", 85, 85),
        ("facility_ledger", "lon", 121.456789, 121.456789),
        ("project_progress", "status", "完工", "完工"),
        ("project_progress", "task_no", 11, "11"),
        ("blueprint_scope", "covered", True, True),
        ("blueprint_scope", "covered", False, False),
        ("facility_ledger", "town", "nanqiao", "nanqiao"),
        ("plan_projects", "dept", "jingwei", "jingwei"),
        ("plan_projects", "facility_type", "market", "market"),
        ("plan_projects", "project_id", "XM04-2024-001", "XM04-2024-001"),
        ("plan_projects", "budget_no", None, None),
        ("plan_projects", "total_investment", None, None),
    ],
)
def test_a_value_is_read_as_itself_however_it_is_written(table: str, name: str, value: Cell, expected: Cell) -> None:
    column = _column(table, name)
    for seed in _ROUNDS:
        ink = _hand(seed).write(column, value)
        assert reader_of(column)(ink.value if ink else None) == expected, ink


@pytest.mark.parametrize("unit", ["元", "千元", "万元", "百万元", "亿元"])
def test_money_is_read_as_itself_in_every_unit(unit: str) -> None:
    column = _column("plan_projects", "total_investment")
    for seed in _ROUNDS:
        ink = odd_money(Random(seed), Decimal("35021300"), unit)
        assert reader_of(column, unit)(ink.value) == pytest.approx(3502.13), ink


@pytest.mark.parametrize("name", ["actual_start", "actual_finish"])
def test_every_day_of_two_years_is_read_as_itself_however_it_is_written(name: str) -> None:
    column = _column("project_progress", name)
    for number in range(731):
        day = date(2023, 1, 1) + timedelta(days=number)
        for seed in range(20):
            ink = odd_date(Random(f"{number} {seed}"), column, day)
            assert reader_of(column)(ink.value) == day, ink


@pytest.mark.parametrize("kind", [*NUMERIC, "date"])
def test_what_is_written_to_be_unreadable_is(kind: str) -> None:
    column = next(c for table in load_tables().values() for c in table.columns.values() if c.type == kind)
    for seed in _ROUNDS:
        ink = misread(Random(seed), column, has_formulas=False)
        with pytest.raises(UnreadableError):
            reader_of(column)(ink.value)


@pytest.mark.parametrize(("name", "table"), [("status", "project_progress"), ("dept", "plan_projects")])
def test_what_is_written_to_be_on_no_list_is_a_text_all_the_same(name: str, table: str) -> None:
    column = _column(table, name)
    values = {unlisted(Random(seed), column).value for seed in _ROUNDS}
    assert not values & set(column.values)
    assert all(isinstance(value, str) for value in values)


def test_a_period_is_written_in_all_its_forms() -> None:
    written = {odd_period(Random(seed), "month", "2024-03") for seed in _ROUNDS}
    assert written == {"202403", "2024年3月", "2024年03月"}
    assert {odd_period(Random(seed), "quarter", "2024Q1") for seed in _ROUNDS} == {
        "2024-Q1",
        "2024年一季度",
        "2024年第一季度",
    }


def test_an_ink_is_written_as_it_is() -> None:
    blot = Ink("约80%")
    assert _hand(1).write(_column("project_progress", "progress_pct"), blot) is blot
