"""The data rows of a sheet, typed, with the findings of cells that cannot be read (E02)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from ingestion.cells import LONGEST_NULL_WORD, is_null, text_of
from ingestion.data_rows import data_rows
from ingestion.header import Header, HeaderColumn
from ingestion.numbers import is_countable, is_written_as_percent, percent_of_share
from ingestion.sheets import Cell, Place, Sheet, UnreadableError
from lifecircle.findings import Finding, message
from lifecircle.forms import Table
from lifecircle.plain import seen

_VALUES_KEPT = 8192
_HELD_BY_THE_FIRST = frozenset({"int", "number", "money_wan", "money_yuan", "percent", "lon", "lat"})
"""Of merged cells a number counts once; what is no number holds for every row."""

_FieldsOfRows = dict[int, list[str]]
"""Some fields of a row, by its position among the data rows."""


@dataclass
class TableRows:
    """A sheet's data rows by landed column and, as they were typed in, by field; all of one length.

    A field that the sheet has no column for is missing; so is an empty cell's text (None).
    """

    table: str
    sheet: str | None
    columns: dict[str, list[Any]] = field(default_factory=dict)
    texts: dict[str, list[str | None]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.columns["row_number"])


def read_rows(submission_id: str, name: str, table: Table, sheet: Sheet, header: Header) -> TableRows:
    """Read every data row below the header, column by column."""
    numbers, rows = data_rows(sheet.rows, header)
    result = TableRows(name, sheet.name)
    columns: dict[str, list[Any]] = {}
    texts = result.texts
    unreadable: _FieldsOfRows = {}
    as_percent: _FieldsOfRows = {}
    held = _held_values(sheet, header, table)
    narrowest = min(map(len, rows), default=0)
    for column in header.columns:
        index, field = column.index, column.field
        if index < narrowest:
            cells = list(map(itemgetter(index), rows))
        else:
            cells = [row[index] if index < len(row) else "" for row in rows]
        if held:
            cells = [held.get((number - 1, index), cell) for number, cell in zip(numbers, cells, strict=True)]
        kinds = set(map(type, cells))
        seen_texts = texts[field] = _texts(cells, kinds)
        if sheet.raw_rows is not None:
            texts[field] = _raw_texts(sheet.raw_rows, numbers, index, cells, seen_texts)
        if sheet.powers and column.spec.type in _HELD_BY_THE_FIRST:
            powers = [sheet.powers.get((number - 1, index), 0) for number in numbers]
            cells = list(map(_as_shown, cells, powers))
        if column.spec.type == "percent":
            cells = _without_percent_signs(sheet, column, numbers, cells, as_percent)
        columns[field], broken = _read_column(column, cells, kinds, seen_texts)
        for position, expected in broken:
            unreadable.setdefault(position, []).append(field)
            text = texts[field][position] or ""
            result.findings.append(_unreadable(submission_id, result, numbers[position], column, text, expected))
    result.columns = {
        "row_number": numbers,
        "unreadable": _joined(unreadable, len(rows)),
        "as_percent": _joined(as_percent, len(rows)),
        **columns,
    }
    return result


_text_of_repeated = lru_cache(_VALUES_KEPT, typed=True)(text_of)
"""For whole numbers, dates and the like: columns repeat them."""


def _texts(cells: list[Cell], kinds: set[type]) -> list[str | None]:
    """What the cells hold as typed in; None for what is empty."""
    if kinds == {str}:
        return [cell.strip() or None for cell in cells]  # type: ignore[union-attr]
    if kinds == {float}:
        return [_text_of_repeated(cell) if cell.is_integer() else repr(cell) for cell in cells]  # type: ignore[union-attr]
    return [
        (cell.strip() or None)
        if type(cell) is str
        else repr(cell)
        if type(cell) is float and not cell.is_integer()
        else None
        if cell is None
        else _text_of_repeated(cell)
        for cell in cells
    ]


def _raw_texts(
    raw: list[list[Cell]], numbers: list[int], index: int, cells: list[Cell], texts: list[str | None]
) -> list[str | None]:
    """The texts as typed where they hold what nobody sees; of merged cells the first one's stands for all."""
    typed = (raw[number - 1][index] if index < len(raw[number - 1]) else "" for number in numbers)
    return [
        (was.strip() or None) if type(was) is str and type(cell) is str and seen(was) == cell else text
        for was, cell, text in zip(typed, cells, texts, strict=True)
    ]


def _as_shown(cell: Cell, power: int) -> Cell:
    """A number as its format shows it, unrounded (docs/contract/submissions.md, Normalised)."""
    if not power or isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return float(Decimal(repr(cell)).scaleb(power))


def _joined(fields_of: _FieldsOfRows, count: int) -> list[str]:
    return [";".join(fields_of.get(position, ())) for position in range(count)] if fields_of else [""] * count


def _read_column(
    column: HeaderColumn, cells: list[Cell], kinds: set[type], texts: list[str | None]
) -> tuple[list[Any], list[tuple[int, str]]]:
    """The values of a column's cells, and (position, what was expected) of those that cannot be read."""
    # most columns hold but one kind of cell, and its values need no conversion
    if kinds == {float} and column.takes_floats and all(map(is_countable, cells)):  # type: ignore[arg-type]
        return cells, []
    if kinds == {str} and column.spec.type == "text":
        return [
            None if text is None or (len(text) <= LONGEST_NULL_WORD and is_null(text)) else text for text in texts
        ], []
    try:
        if column.takes_floats:
            return [cell if type(cell) is float and is_countable(cell) else column.read(cell) for cell in cells], []
        return list(map(column.read, cells)), []
    except UnreadableError:
        return _read_broken_column(column, cells)


def _read_broken_column(column: HeaderColumn, cells: list[Cell]) -> tuple[list[Any], list[tuple[int, str]]]:
    values: list[Any] = []
    broken: list[tuple[int, str]] = []
    for position, cell in enumerate(cells):
        try:
            values.append(column.read(cell))
        except UnreadableError as error:
            values.append(None)
            broken.append((position, str(error)))
    return values, broken


def _without_percent_signs(
    sheet: Sheet, column: HeaderColumn, numbers: list[int], cells: list[Cell], as_percent: _FieldsOfRows
) -> list[Cell]:
    """The cells in percent points, shares under a percentage format times 100; notes which were percentages."""
    points: list[Cell] = []
    for position, (number, cell) in enumerate(zip(numbers, cells, strict=True)):
        is_share = isinstance(cell, float) and (number - 1, column.index) in sheet.percentages
        if is_share or is_written_as_percent(cell):
            as_percent.setdefault(position, []).append(column.field)
        points.append(percent_of_share(cell) if is_share and isinstance(cell, float) else cell)
    return points


def _unreadable(
    submission_id: str, read: TableRows, number: int, column: HeaderColumn, value: str, expected: str
) -> Finding:
    text = message("E02", row=number, column=column.text, value=value, detail=expected)
    return Finding(submission_id, "E02", text, read.table, read.sheet, number, column.field, column.text, value)


def _held_values(sheet: Sheet, header: Header, table: Table) -> dict[Place, Cell]:
    """What cells merged down a column hold for the rows below their first; what a program left in these counts not."""
    held: dict[Place, Cell] = {}
    known = {column.index: column for column in header.columns}
    for merge in sorted(sheet.merges, key=attrgetter("first_row")):
        column = known.get(merge.first_column)
        if column is None or merge.first_row <= header.row or merge.last_row == merge.first_row:
            continue
        if (merge.first_row, merge.first_column) in held:
            continue  # merged cells do not overlap, but in a file that is made to keep a reader busy
        if merge.first_row >= len(sheet.rows):
            continue
        row = sheet.rows[merge.first_row]
        is_held = column.spec.type not in _HELD_BY_THE_FIRST and not column.spec.key
        value = row[merge.first_column] if is_held and merge.first_column < len(row) else ""
        last = min(merge.last_row, len(sheet.rows) - 1)
        held |= {(number, merge.first_column): value for number in range(merge.first_row + 1, last + 1)}
    return held
