"""Cells as people fill them in: generous in form, strict in meaning (docs/contract/submissions.md, Normalised)."""

from datetime import date, datetime
from typing import Literal

import pytest

from ingestion.cells import Value, reader_of, text_of
from ingestion.sheets import Cell, UnreadableError
from lifecircle.forms import Column, ColumnType

EXCELS_OWN = datetime.fromisoformat("2024-03-05T08:30:00")  # a cell's date knows no zone


def read(
    kind: ColumnType,
    cell: Cell,
    unit: str | None = None,
    at: Literal["start", "end"] = "start",
    values: tuple[str, ...] = (),
) -> Value:
    return reader_of(Column(header="列", type=kind, round=at, values=list(values)), unit)(cell)


@pytest.mark.parametrize("word", ["", None, "—", "——", "-", "/", "无", "N/A", "n/a", "待定", "  ", "－"])
def test_words_that_mean_nothing_are_null(word: str | None) -> None:
    assert read("number", word) is None
    assert read("text", word) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12.5, 12.5),
        ("１２．５", 12.5),
        ("1,234.5", 1234.5),
        ("350万", 3.5e6),
        ("1.2亿", 1.2e8),
        ("1.2E+08", 1.2e8),
        ("2.1e-05", 2.1e-5),
        ("120平方米", 120),
        ("30人", 30),
    ],
)
def test_numbers_are_read_in_every_form(cell: Cell, number: float) -> None:
    assert read("number", cell) == number


@pytest.mark.parametrize("guess", ["约80", "80左右", "50-60", "十二", "1,23", True, "3元"])
def test_a_guess_is_not_a_number(guess: Cell) -> None:
    with pytest.raises(UnreadableError, match="数字"):
        read("number", guess)


def test_a_fraction_is_not_an_int() -> None:
    assert read("int", 12.0) == 12
    assert read("int", "1.2万") == 12_000
    with pytest.raises(UnreadableError, match="整数"):
        read("int", 12.5)


@pytest.mark.parametrize(("cell", "points"), [(85.0, 85.0), ("85%", 85.0), ("85％", 85.0), ("0.85", 0.85), (0.5, 0.5)])
def test_percents_are_points(cell: Cell, points: float) -> None:
    assert read("percent", cell) == points


@pytest.mark.parametrize(
    ("cell", "unit", "wan"),
    [
        (350.0, None, 350.0),
        (350.0, "元", 0.035),
        (350.0, "千元", 35.0),
        (3.0, "百万元", 300.0),
        ("350万", "元", 350.0),  # the unit after the number wins over the header's
        ("1.2亿元", None, 12_000.0),
        ("3500元", None, 0.35),
    ],
)
def test_money_is_brought_to_the_forms_unit(cell: Cell, unit: str | None, wan: float) -> None:
    assert read("money_wan", cell, unit) == wan


def test_money_of_a_form_in_yuan_stays_in_yuan() -> None:
    assert read("money_yuan", 138_800.0) == 138_800
    assert read("money_yuan", "13.88万元") == 138_800


@pytest.mark.parametrize("cell", ["是", "√", "Y", "y", "有", "1", 1.0, True])
def test_yes_is_written_in_many_ways(cell: Cell) -> None:
    assert read("bool", cell) is True


@pytest.mark.parametrize("cell", ["否", "×", "N", "无", "0", 0.0, False])
def test_no_is_written_in_many_ways(cell: Cell) -> None:
    assert read("bool", cell) is False


@pytest.mark.parametrize("cell", ["", " ", "-", "—", "/", "N/A", "待定", None])
def test_a_word_that_says_nothing_is_neither_yes_nor_no(cell: Cell) -> None:
    assert read("bool", cell) is None


def test_another_word_is_no_answer_to_yes_or_no() -> None:
    with pytest.raises(UnreadableError):
        read("bool", "部分")


@pytest.mark.parametrize(
    "cell", [3.0, "3", "3.0", "３", "（三）", "三", "任务3", "任务三", "便民服务", "推动日常便民服务供给"]
)
def test_a_task_is_known_by_number_and_by_name(cell: Cell) -> None:
    assert read("task", cell) == "3"


def test_a_word_outside_its_list_stays_as_typed_for_checking_to_find() -> None:
    assert read("task", "任务十三") == "任务十三"
    assert read("dept", "区城管局") == "区城管局"
    assert read("enum", "快完工了", values=("完工", "在建")) == "快完工了"


@pytest.mark.parametrize("cell", ["完工", "已完工", "竣工", "已竣工", "完成", "已完成", " 完 工 "])
def test_synonyms_of_an_enumeration_mean_its_value(cell: str) -> None:
    assert read("enum", cell, values=("完工", "在建")) == "完工"


def test_a_synonym_counts_only_where_its_value_is_in_the_list() -> None:
    assert read("enum", "完成", values=("待处理", "已解决")) == "完成"


def test_codes_lose_full_width_and_free_text_keeps_it() -> None:
    assert read("code", "ＮＱ２０２４－００１") == "NQ2024-001"
    assert read("text", "  新建（二期）") == "新建（二期）"


def test_lists_are_parted_by_any_mark() -> None:
    assert read("list", "NQ-D001；NQ-D002、NQ-D003,NQ-D004;") == "NQ-D001;NQ-D002;NQ-D003;NQ-D004"


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 3, 5), EXCELS_OWN, 45356.0, 20240305.0, "20240305", "2024-03-05", "2024/3/5",
        "2024.3.5", "2024年3月5日", "２０２４年３月５日", "2024/3/5 0:00", "2024-03-05 00:00:00",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form(cell: Cell) -> None:
    assert read("date", cell) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024.2", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024年2月底", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024年底", date(2024, 12, 31), date(2024, 12, 31)),
        ("2024年2月上旬", date(2024, 2, 1), date(2024, 2, 10)),
        ("2024年2月中旬", date(2024, 2, 11), date(2024, 2, 20)),
        ("2024年2月下旬", date(2024, 2, 21), date(2024, 2, 29)),
    ],
)
def test_an_imprecise_date_is_rounded_as_its_column_says(text: str, start: date, end: date) -> None:
    assert read("date", text, at="start") == start
    assert read("date", text, at="end") == end


@pytest.mark.parametrize(
    "cell", ["2024-02-30", "20241301", 19_999.0, 60_001.0, 2024.3, "明年", "2024年", "2024-03/05", True]
)
def test_what_is_no_date_is_said(cell: Cell) -> None:
    with pytest.raises(UnreadableError, match="日期"):
        read("date", cell)


def test_a_cell_is_quoted_as_a_person_sees_it() -> None:
    assert [text_of(cell) for cell in (None, 2.0, 2.5, date(2024, 3, 5), EXCELS_OWN, True, " 文 ")] == [
        "", "2", "2.5", "2024-03-05", "2024-03-05 08:30:00", "TRUE", "文",
    ]  # fmt: skip
