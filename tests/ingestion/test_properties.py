"""Whatever the value and the way of writing it, what is read is the value.

Source: docs/contract/submissions.md, Normalised.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.cells import Value, reader_of
from ingestion.dates import read_date
from ingestion.filename import read_file_name
from ingestion.header import find_header
from ingestion.numbers import MONEY_UNITS
from ingestion.sheets import Cell, Sheet
from lifecircle.forms import Column, ColumnType, load_forms, load_tables
from lifecircle.reference import load_reference
from tests.building.submissions import RECEIVED

quick = settings(max_examples=60, deadline=None, derandomize=True, database=None)

_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def _widened(text: str) -> str:
    return text.translate(_WIDE)


WIDTHS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([str, _widened])
SPACED = st.sampled_from(["{}", " {} ", "\u3000{}", "{}\n", "\t{}"])
AMOUNTS = st.decimals(0, 10**7, places=2, allow_nan=False, allow_infinity=False)
DAYS = st.dates(date(1960, 1, 1), date(2060, 12, 31))


def read(kind: ColumnType, cell: Cell, unit: str | None = None, at: Literal["start", "end"] = "start") -> Value:
    return reader_of(Column(header="列", type=kind, round=at), unit)(cell)


@quick
@given(AMOUNTS, st.sampled_from(["{}", "{:,}", "+{}", "{}个", "{} 人", "{:,}平方米"]), WIDTHS, SPACED)
def test_a_number(number: Decimal, form: str, width: Callable[[str], str], space: str) -> None:
    assert read("number", space.format(width(form.format(number)))) == float(number)


@quick
@given(AMOUNTS, st.sampled_from(list(MONEY_UNITS)), st.sampled_from([None, "元", "万元", "亿元"]), WIDTHS, SPACED)
def test_money_with_a_unit_whatever_the_header_says(
    amount: Decimal, unit: str, header: str | None, width: Callable[[str], str], space: str
) -> None:
    assert read("money_yuan", space.format(width(f"{amount:,} {unit}")), header) == pytest.approx(
        float(amount * MONEY_UNITS[unit]), rel=1e-12
    )


@quick
@given(st.integers(0, 12_000), st.sampled_from(["{}%", "{} %", "{}％", "{}"]), WIDTHS)
def test_a_percentage(hundredths: int, form: str, width: Callable[[str], str]) -> None:
    points = Decimal(hundredths) / 100
    assert read("percent", width(form.format(points))) == float(points)


@quick
@given(
    DAYS,
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0.year}/{0.month}/{0.day}",
            "{0.year}.{0.month}.{0.day}",
            "{0:%Y%m%d}",
            "{0.year}年{0.month}月{0.day}日",
        ]
    ),
    st.sampled_from(["", " 8:05", " 23:59:59", "  0:00", "T15:30:00"]),
    WIDTHS,
    SPACED,
)
def test_a_day_with_or_without_a_time(
    day: date, form: str, moment: str, width: Callable[[str], str], space: str
) -> None:
    written = form.format(day)
    text = written + moment if not written.isdigit() else written
    assert read_date(space.format(width(text)), at_end=True) == day


@quick
@given(DAYS)
def test_a_day_as_a_number_of_either_kind(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read("date", float(f"{day:%Y%m%d}")) == day
    if 20_000 <= serial <= 60_000:
        assert read("date", float(serial)) == read("date", str(serial)) == day


@quick
@given(
    DAYS, st.sampled_from(["{0:%Y-%m}", "{0.year}.{0.month}", "{0.year}年{0.month}月", "{0.year} 年 {0:%m} 月"]), WIDTHS
)
def test_a_month_lies_between_its_first_day_and_its_last(day: date, form: str, width: Callable[[str], str]) -> None:
    first, last = (read("date", width(form.format(day)), at=at) for at in ("start", "end"))  # type: ignore[arg-type]
    assert isinstance(first, date)
    assert isinstance(last, date)
    assert (first.day, first.month, last.month) == (1, day.month, day.month)
    assert first <= day <= last


@quick
@given(
    st.sampled_from(sorted(load_reference().towns)),
    st.integers(1, 3),
    st.sampled_from(["2024-{:02}", "2024{:02}", "2024年{}月", "2024年{:02}月"]),
    st.sampled_from(["", "_v1", "_V12"]),
    st.sampled_from([".xlsx", ".XLS", ".Ods"]),
    WIDTHS,
    SPACED,
)
def test_a_file_name(
    unit: str, month: int, period: str, suffix: str, ending: str, width: Callable[[str], str], space: str
) -> None:
    name = read_file_name(space.format(width(f"月报_{unit}_{period.format(month)}{suffix}{ending}")), RECEIVED)
    assert name.fault is None
    assert (name.unit_code, name.period) == (load_reference().towns[unit], f"2024-{month:02}")


@quick
@given(st.data())
def test_headers_in_any_order_by_any_name(data: st.DataObject) -> None:
    table = load_tables()[data.draw(st.sampled_from(sorted(load_tables())))]
    fields = data.draw(st.permutations(list(table.columns)))
    form = st.sampled_from(["{}", " {}\n", "{}*", "{} ＊"])
    texts = [
        data.draw(form).format(data.draw(WIDTHS)(data.draw(st.sampled_from([column.header, *column.aliases]))))
        for column in (table.columns[name] for name in fields)
    ]
    above: list[list[Cell]] = [["标题"]] * data.draw(st.integers(0, 14))
    found = find_header(Sheet("表", [*above, list(texts)]), table)
    assert (found.row, found.unknown) == (len(above), ())
    assert {column.field: column.index for column in found.columns} == {name: n for n, name in enumerate(fields)}


def test_every_form_is_tried() -> None:
    assert {name for form in load_forms().values() for name in form.tables} == set(load_tables())
