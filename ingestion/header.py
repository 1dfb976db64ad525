"""Find a sheet's header and match its columns to the form's fields (docs/contract/submissions.md, Normalised)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil

from ingestion.cells import Value, is_null, reader_of, text_of
from ingestion.sheets import Cell, Merge, Sheet
from lifecircle.forms import Column, Table, load_tables
from lifecircle.plain import half_width, plain

HEADER_ROWS = 15
"""A header is looked for in the first 15 rows."""
REQUIRED_SHARE = 0.6
"""The first row that holds at least this share of the required headers is the header."""

_UNIT = re.compile(r"(.*)[(\[【](?:单位[:∶]?)?(千元|百万元|万元|亿元|元)[)\]】]")
_UNIT_LINE = re.compile(r"单 *位[ :∶|(]*(?:人民币)? *(千元|百 *万 *元|万 *元|亿 *元|元)(?!\w)")
"""The cells of a line are separated by |; the word and its unit may be in two cells."""
_WORDS_KEPT, _HEADERS_KEPT = 4096, 128
_OWN_UNITS = {"money_wan": "万元", "money_yuan": "元"}
_PLAIN_NUMBERS = frozenset({"number", "lon", "lat", "percent"})


@dataclass(frozen=True)
class HeaderColumn:
    """A column that the form knows: its position, the text of its header, and the function that reads its cells."""

    field: str
    index: int
    text: str
    spec: Column
    read: Callable[[Cell], Value]
    takes_floats: bool
    """Whether a number in a cell is the value without conversion."""
    unit: str | None = None
    """The money unit that numbers without one of their own are in, where it is not the form's."""


@dataclass(frozen=True)
class Header:
    """A sheet's header (rows count from 0), the known columns, and the headers that match no field."""

    row: int
    """The header's last row: the lower one if there are two."""
    named_row: int
    """The first row that alone has enough of the required headers; findings give it as the header's row."""
    columns: tuple[HeaderColumn, ...]
    unknown: tuple[str, ...] = ()


class HeaderError(Exception):
    """No header is found, or it lacks required columns (F05): the message says which; `row` is the header's, from 0."""

    def __init__(self, text: str, row: int | None = None) -> None:
        super().__init__(text)
        self.row = row


def find_header(sheet: Sheet, table: Table, *, is_whole: bool = True) -> Header:
    """Find the header, of one row or two, among the first rows.

    Args:
        sheet: whose first rows are looked at.
        table: the form's.
        is_whole: whether every required column must be there.

    Raises:
        HeaderError: there is none, or a required column is missing.
    """
    names = _names_of(table)
    required = _required(table)
    enough = ceil(REQUIRED_SHARE * len(required))
    width = max((len(row) for row in sheet.rows[: HEADER_ROWS + 1]), default=0)
    below = _cells(sheet, 0, width)
    for number in range(min(HEADER_ROWS, len(sheet.rows))):
        above, below = below, _cells(sheet, number + 1, width)
        lower = below if names.is_lower_row(above, below) else None
        texts = above if lower is None else tuple(low or up for up, low in zip(above, lower, strict=True))
        found = names.match(texts)
        if len(required & found.keys()) < enough:
            continue
        last_row = number + (lower is not None)
        named_row = last_row if len(required & names.match(above).keys()) < enough else number
        missing = [column.header for field, column in table.columns.items() if column.required and field not in found]
        if missing and is_whole:
            detail = "缺少列" + "、".join(f"“{header}”" for header in missing)
            raise HeaderError(detail, named_row)
        group_row = number if lower is not None else number - 1
        groups = _cells(sheet, group_row, width) if group_row >= 0 else ()
        spans = _spans(groups, lower or above, [merge for merge in sheet.merges if merge.first_row == group_row])
        unit_above = _unit_above(sheet.rows[:number])
        columns, unknown = _columns(table, texts, tuple(spans.items()), unit_above, sheet.is_from_1904)
        return Header(last_row, named_row, columns, unknown)
    raise HeaderError(f"在前 {HEADER_ROWS} 行中找不到表头")


def known_headers(texts: Iterable[str]) -> int:
    """How many of the texts are headers of some form."""
    known = _all_headers()
    return sum(_without_unit(_bare(text)) in known for text in texts if text)


@cache
def _all_headers() -> frozenset[str]:
    columns = (column for table in load_tables().values() for column in table.columns.values())
    return frozenset(_without_unit(_bare(word)) for column in columns for word in (column.header, *column.aliases))


@cache
def _required(table: Table) -> frozenset[str]:
    return frozenset(field for field, column in table.columns.items() if column.required)


class _Names:
    """The field of each header text that a form allows.  Headers of money columns are kept without their unit."""

    def __init__(self, table: Table) -> None:
        self._any: dict[str, str] = {}
        self._money: dict[str, str] = {}
        self._met: dict[str, str | None] = {}
        for name, column in table.columns.items():
            for header in (column.header, *column.aliases):
                if column.type.startswith("money"):
                    self._money[_without_unit(_bare(header))] = name
                else:
                    self._any[_bare(header)] = name

    def field(self, text: str) -> str | None:
        """The field that a header names."""
        if text in self._met:
            return self._met[text]
        word = _bare(text)
        name = self._any.get(word) or self._money.get(_without_unit(word))
        if len(self._met) < _WORDS_KEPT:
            self._met[text] = name
        return name

    def match(self, texts: tuple[str, ...]) -> dict[str, int]:
        """Field -> column; if two columns name one field, the first counts."""
        found: dict[str, int] = {}
        for index, text in enumerate(texts):
            name = self.field(text) if text else None
            if name:
                found.setdefault(name, index)
        return found

    def is_lower_row(self, above: tuple[str, ...], below: tuple[str, ...]) -> bool:
        """Whether `below` completes `above` to a header of two rows.

        It names fields that `above` does not (under cells that span several columns), while other cells of `above` have
        nothing below them and name their own field, or `below` repeats them all (merged cells were split and filled).
        """
        named_above, named_below = self.match(above).keys(), self.match(below).keys()
        if named_below <= named_above:
            return False
        pairs = [(self.field(up) if up else None, low) for up, low in zip(above, below, strict=True)]
        alone = {name for name, low in pairs if not low} - {None}
        repeated = {name for name, low in pairs if low and self.field(low) == name} - {None}
        return bool(alone or (repeated and repeated == named_above))


_names_of = cache(_Names)


def _cells(sheet: Sheet, number: int, width: int) -> tuple[str, ...]:
    """The texts of a row, '' where there is none, as wide as the sheet's first rows are."""
    row = sheet.rows[number] if number < len(sheet.rows) else []
    return (*map(text_of, row), *[""] * (width - len(row)))


@lru_cache(_HEADERS_KEPT)
def _columns(
    table: Table,
    texts: tuple[str, ...],
    spans: tuple[tuple[int, str], ...],
    unit_above: str | None,
    is_from_1904: bool,
) -> tuple[tuple[HeaderColumn, ...], tuple[str, ...]]:
    """The known columns and the unknown headers; cached, because workbooks have much the same headers."""
    found, groups = _names_of(table).match(texts), dict(spans)
    columns = tuple(
        _column(table, field, texts[index], index, groups.get(index) or "", unit_above, is_from_1904)
        for field, index in found.items()
    )
    known = set(found.values())
    unknown = tuple(text for index, text in enumerate(texts) if text and index not in known and not is_null(text))
    return columns, unknown


def _column(
    table: Table, name: str, text: str, index: int, group: str, unit_above: str | None, is_from_1904: bool
) -> HeaderColumn:
    spec = table.columns[name]
    unit = _unit_of(text) or _unit_of(group) or unit_above
    unit = unit if spec.type in _OWN_UNITS and unit != _OWN_UNITS[spec.type] else None
    takes_floats = spec.type in _PLAIN_NUMBERS or (spec.type in _OWN_UNITS and unit is None)
    return HeaderColumn(name, index, text_of(text), spec, _reader(spec, unit, is_from_1904), takes_floats, unit)


@cache
def _reader(spec: Column, unit: str | None, is_from_1904: bool) -> Callable[[Cell], Value]:
    """The reader of a column: made once, with a cache of the words it has read."""
    read = reader_of(spec, unit, is_from_1904=is_from_1904)
    return read if spec.type == "text" else lru_cache(_WORDS_KEPT, typed=True)(read)


def _spans(groups: tuple[str, ...], lower: tuple[str, ...], merges: list[Merge]) -> dict[int, str]:
    """Column -> the upper cell over it: as far as that is merged, else up to the next if a lower cell is below."""
    spans: dict[int, str] = {}
    ends = {merge.first_column: min(merge.last_column, len(groups) - 1) for merge in merges}
    for index, text in enumerate(groups):
        if text:
            following = next((n for n in range(index + 1, len(groups)) if groups[n]), len(groups))
            last = ends.get(index, following - 1 if lower[index] else index)
            spans |= dict.fromkeys(range(index, last + 1), text)
    return spans


@lru_cache(_WORDS_KEPT)
def _bare(text: str) -> str:
    """A header without spaces, line breaks and the trailing *, in half width."""
    return plain(text).rstrip("*")


def _without_unit(header: str) -> str:
    unit = _UNIT.fullmatch(header)
    return unit[1].rstrip("*") if unit else header


def _unit_of(text: str) -> str | None:
    unit = _UNIT.fullmatch(_bare(text))
    return unit[2] if unit else None


def _unit_above(rows: list[list[Cell]]) -> str | None:
    """The unit that a line such as 单位：万元 above the header names, in one cell or two."""
    for row in rows:
        line = "|".join(half_width(cell).strip() for cell in row if isinstance(cell, str))
        unit = _UNIT_LINE.search(line)
        if unit:
            return unit[1].replace(" ", "")
    return None
