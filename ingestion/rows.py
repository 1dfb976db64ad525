"""The data rows of a sheet, typed, with the findings of cells that cannot be read (E02)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from operator import attrgetter
from typing import Any

import orjson

from ingestion.cells import UnreadableError, is_null, is_written_as_percent, percent_of_share, text_of
from ingestion.header import Header, HeaderColumn
from ingestion.sheets import Cell, Place, Sheet
from lifecircle.findings import Finding, message
from lifecircle.forms import Table
from lifecircle.reference import plain

_TOTALS = frozenset({"合计", "小计", "总计"})
_NOTES = re.compile("填表说明|注[:∶]")
_LONGEST_TOTAL = 40
"""As far as a first cell is looked at: 合 计 may be spaced out."""
_HELD_BY_THE_FIRST = frozenset({"int", "number", "money_wan", "money_yuan", "percent", "lon", "lat"})
"""Of merged cells a number counts once; what is no number holds for every row."""


@dataclass
class TableRows:
    """A sheet's data rows by landed column, all of one length, and what could not be read in them."""

    table: str
    sheet: str | None
    columns: dict[str, list[Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.columns["row_number"])


def read_rows(submission_id: str, name: str, table: Table, sheet: Sheet, header: Header) -> TableRows:
    """Read every data row below the header, column by column."""
    rows = list(_data_rows(sheet.rows, header.row))
    numbers = [number for number, _ in rows]
    columns: dict[str, list[Any]] = {field: [None] * len(rows) for field in table.columns}
    texts: dict[str, list[str | None]] = {}
    unreadable: list[list[str]] = [[] for _ in rows]
    as_percent: list[list[str]] = [[] for _ in rows]
    result = TableRows(name, sheet.name)
    held = _held_values(sheet, header, table)
    for column in header.columns:
        index, field = column.index, column.field
        cells = [row[index] if index < len(row) else "" for _, row in rows]
        if held:
            cells = [held.get((number - 1, index), cell) for number, cell in zip(numbers, cells, strict=True)]
        texts[field] = [
            (cell.strip() or None) if type(cell) is str else None if cell is None else text_of(cell) for cell in cells
        ]
        if column.spec.type == "percent":
            cells = _without_percent_signs(sheet, column, numbers, cells, as_percent)
        values, broken = _read_column(column, cells, texts[field])
        columns[field] = values
        for position, expected in broken:
            unreadable[position].append(field)
            text = texts[field][position] or ""
            result.findings.append(_unreadable(submission_id, result, numbers[position], column, text, expected))
    raws = [
        encode_json({field: text for field, text in zip(texts, row, strict=True) if text is not None})
        for row in zip(*texts.values(), strict=True)
    ]
    result.columns = {
        "row_number": numbers,
        "raw": raws,
        "unreadable": [";".join(fields) for fields in unreadable],
        "as_percent": [";".join(fields) for fields in as_percent],
        **columns,
    }
    return result


def encode_json(value: Any) -> str:
    """Write a value as JSON text, Chinese as it is."""
    return orjson.dumps(value).decode()


def _read_column(
    column: HeaderColumn, cells: list[Cell], texts: list[str | None]
) -> tuple[list[Any], list[tuple[int, str]]]:
    """The values of a column's cells, and (position, what was expected) of those that cannot be read."""
    kinds = set(map(type, cells))
    # most columns hold but one kind of cell, and its values as they stand
    if kinds == {float} and column.takes_floats and all(map(isfinite, cells)):  # type: ignore[arg-type]
        return list(cells), []
    if kinds == {str} and column.spec.type == "text":
        return [None if text is None or is_null(text) else text for text in texts], []
    values: list[Any] = []
    broken: list[tuple[int, str]] = []
    takes_floats, read = column.takes_floats, column.read
    for position, cell in enumerate(cells):
        if cell == "" or cell is None:
            values.append(None)
        elif takes_floats and type(cell) is float and isfinite(cell):
            values.append(cell)
        else:
            try:
                values.append(read(cell))
            except UnreadableError as error:
                values.append(None)
                broken.append((position, str(error)))
    return values, broken


def _without_percent_signs(
    sheet: Sheet, column: HeaderColumn, numbers: list[int], cells: list[Cell], as_percent: list[list[str]]
) -> list[Cell]:
    """The cells in percent points, shares under a percentage format times 100; notes which were percentages."""
    points: list[Cell] = []
    for fields, number, cell in zip(as_percent, numbers, cells, strict=True):
        is_share = isinstance(cell, float) and (number - 1, column.index) in sheet.percentages
        if is_share or is_written_as_percent(cell):
            fields.append(column.field)
        points.append(percent_of_share(cell) if is_share and isinstance(cell, float) else cell)
    return points


def _unreadable(
    submission_id: str, read: TableRows, number: int, column: HeaderColumn, value: str, expected: str
) -> Finding:
    text = message("E02", row=number, column=column.text, value=value, detail=expected)
    return Finding(submission_id, "E02", text, read.table, read.sheet, number, column.field, column.text, value)


def _held_values(sheet: Sheet, header: Header, table: Table) -> dict[Place, Cell]:
    """What cells merged down a column hold for the rows below their first."""
    held: dict[Place, Cell] = {}
    known = {column.index: column for column in header.columns}
    for merge in sorted(sheet.merges, key=attrgetter("first_row")):
        column = known.get(merge.first_column)
        if column is None or merge.first_row <= header.row or merge.last_row == merge.first_row:
            continue
        if (merge.first_row, merge.first_column) in held:
            continue  # merged cells do not overlap, but in a file that is made to keep a reader busy
        if column.spec.type in _HELD_BY_THE_FIRST or column.spec.key or merge.first_row >= len(sheet.rows):
            continue
        row = sheet.rows[merge.first_row]
        value = row[merge.first_column] if merge.first_column < len(row) else ""
        last = min(merge.last_row, len(sheet.rows) - 1)
        held |= {(number, merge.first_column): value for number in range(merge.first_row + 1, last + 1)}
    return held


def _data_rows(cells: list[list[Cell]], header_row: int) -> Iterator[tuple[int, list[Cell]]]:
    """Each row that holds data with its number as Excel shows it; totals are passed over, notes end the table."""
    for number, row in enumerate(cells[header_row + 1 :], start=header_row + 2):
        first = row[0] if row else ""
        if is_null(first):
            if all(is_null(cell) for cell in row):
                continue
            first = next(cell for cell in row if cell is not None and not (type(cell) is str and not cell.strip()))
        if isinstance(first, str) and not first.isascii():
            word = plain(first[:_LONGEST_TOTAL])
            if word in _TOTALS and len(first.strip()) <= _LONGEST_TOTAL:
                continue
            if _NOTES.match(word):
                return
        yield number, row
