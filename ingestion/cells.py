"""One cell's value as its column's type (docs/contract/submissions.md, Normalised)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache, partial

from ingestion.dates import date_of_number, read_date
from ingestion.numbers import MONEY_UNITS, read_int, read_money, read_number, read_percent
from ingestion.sheets import BrokenCell, Cell, UnreadableError
from lifecircle.calendar import parse_period
from lifecircle.forms import Column
from lifecircle.plain import half_width, plain
from lifecircle.reference import load_reference

Value = str | float | int | bool | date | None

NULL_WORDS = frozenset({"", "—", "——", "-", "/", "无", "N/A", "待定"})

COLONS = ":∶ː꞉"
"""What is written as a colon, once in half width."""
LONGEST_NULL_WORD = max(map(len, NULL_WORDS))
_LONGEST_NULL = 40
"""Longer texts are not looked up, unless they are blanks only."""
_WORDS_KEPT = 8192
"""Columns repeat the same few words, so the meaning of each is cached."""

_SYNONYMS = {
    "完工": ("已完工", "竣工", "已竣工", "完成", "已完成"),
    "在建": ("施工中", "建设中", "开工"),
    "前期": ("前期工作", "前期阶段"),
    "未启动": ("未开工",),
    "暂停": ("停工", "缓建"),
    "取消": ("终止", "撤销"),
    "处理中": ("办理中", "协调中"),
    "已解决": ("已办结", "办结", "解决"),
    "待处理": ("未处理",),
}
_YES = frozenset({"是", "√", "✓", "✔", "☑", "Y", "有", "1", "TRUE"})
_NO = frozenset({"否", "×", "✗", "✘", "☒", "N", "无", "0", "FALSE"})
_SHOWN_AS_PICTURE = "\ufe0e\ufe0f"
"""Say whether a tick is shown as a letter or as a picture."""
_NUMERALS = {word: str(number) for number, word in enumerate("一二三四五六七八九十", start=1)} | {
    "十一": "11",
    "十二": "12",
}
_TASK = re.compile(r"\(?(?:任务)?([一二三四五六七八九十]{1,2}|\d{1,2})(?:\.0)?\)?")


def text_of(cell: Cell) -> str:
    """The cell as a person sees it: '' if empty, a whole number without its point, a date as ISO."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if cell is None:
        return ""
    if isinstance(cell, BrokenCell):
        return cell.shown
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(cell).strip()


def is_null(cell: Cell) -> bool:
    """Whether the cell is empty or holds one of the words that mean nothing: —, 无, 待定 ..."""
    if cell is None or cell == "":
        return True
    if not isinstance(cell, str):
        return False
    return _is_null_word(cell) if len(cell) < _LONGEST_NULL else cell.isspace()


@lru_cache(_WORDS_KEPT)
def _is_null_word(text: str) -> bool:
    return half_width(text).strip().upper() in NULL_WORDS


def reader_of(column: Column, header_unit: str | None = None, *, is_from_1904: bool = False) -> Callable[[Cell], Value]:
    """Make the function that reads a cell of this column.

    Args:
        column: its definition in the form.
        header_unit: the money unit that the file's header (or the line above it) names, a key of `MONEY_UNITS`.
        is_from_1904: whether the file counts days from 1904.

    Returns:
        A function cell -> value: None for null; money in the form's unit (万元 or 元), percent in points, codes of the
        reference where they are known, else the text as typed.  It raises UnreadableError.
    """
    read = _typed_reader(column, header_unit, is_from_1904)
    is_blank = _is_undecided if column.type == "bool" else is_null

    def read_cell(cell: Cell) -> Value:
        if isinstance(cell, BrokenCell):
            raise UnreadableError(_expected(column))
        return None if is_blank(cell) else read(cell)

    return read_cell


def _typed_reader(column: Column, header_unit: str | None, is_from_1904: bool) -> Callable[[Cell], Value]:
    match column.type:
        case "text":
            return text_of
        case "code":
            return lambda cell: plain(text_of(cell))
        case "int":
            return read_int
        case "number" | "lon" | "lat":
            return read_number
        case "percent":
            return read_percent
        case "money_wan" | "money_yuan":
            form_unit = MONEY_UNITS["万元" if column.type == "money_wan" else "元"]
            return partial(read_money, header_unit=MONEY_UNITS.get(header_unit or "", form_unit), form_unit=form_unit)
        case "date":
            return partial(_read_date, at_end=column.round == "end", is_from_1904=is_from_1904)
        case "bool":
            return _read_bool
        case "list":
            return _read_list
        case "period":
            return lambda cell: parse_period(plain(text_of(cell)), "month")
        case _:
            return partial(_look_up, meanings=_meanings_of(column))


def _is_undecided(cell: Cell) -> bool:
    """Whether a yes/no cell is null: 无 means no there, the other null words still mean nothing.

    docs/contract/submissions.md, Normalised (Null: in a yes/no column 无 means no).
    """
    return is_null(cell) and plain(text_of(cell)) not in _NO


def _expected(column: Column) -> str:
    """Name in Chinese the kind of value that was expected instead of a broken cell."""
    return {"int": "整数", "percent": "百分数", "date": "日期", "bool": "是或否", "number": "数字"}.get(
        column.type,
        "金额" if column.type.startswith("money") else "数字" if column.type in ("lon", "lat") else "有效内容",
    )


def _meanings_of(column: Column) -> dict[str, str]:
    reference = load_reference()
    match column.type:
        case "town":
            return reference.towns
        case "dept":
            return reference.departments
        case "facility_type":
            return reference.facility_types
        case "indicator":
            return reference.indicators
        case "task":
            return reference.tasks
        case _:
            synonyms = {word: value for value in column.values for word in _SYNONYMS.get(value, ())}
            return synonyms | {plain(value): value for value in column.values}


def _look_up(cell: Cell, meanings: dict[str, str]) -> str:
    """The code that the cell means; a text that matches no code is kept as typed, so that checking finds it (E04)."""
    text = text_of(cell)
    word = plain(text)
    if word in meanings:
        return meanings[word]
    task = _TASK.fullmatch(word)
    if task:
        number = _NUMERALS.get(task[1], task[1].lstrip("0"))
        return meanings.get(number, text)
    return text


def _read_date(cell: Cell, at_end: bool, is_from_1904: bool) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        found = date_of_number(cell, is_from_1904) if math.isfinite(cell) and not isinstance(cell, bool) else None
    else:
        found = read_date(text_of(cell), at_end, is_from_1904)
    if found is None:
        raise UnreadableError("日期")
    return found


def _read_bool(cell: Cell) -> bool | None:
    word = plain(text_of(cell)).upper().rstrip(_SHOWN_AS_PICTURE)
    if isinstance(cell, bool) or word in _YES or word in _NO:
        return cell if isinstance(cell, bool) else word in _YES
    raise UnreadableError("是或否")


def _read_list(cell: Cell) -> str | None:
    items = re.split("[;、,]", plain(text_of(cell)))
    return ";".join(item for item in items if item) or None
