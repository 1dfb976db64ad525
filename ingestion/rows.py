"""The data rows of a sheet, typed, with the findings of cells that cannot be read (E02)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingestion.cells import UnreadableError, is_null, is_written_as_percent, percent_of_share, text_of
from ingestion.header import Header, HeaderColumn
from ingestion.sheets import Cell, Place, Sheet
from lifecircle.findings import Finding, message
from lifecircle.forms import Table
from lifecircle.reference import plain

_TOTALS = frozenset({"合计", "小计", "总计"})
_NOTES = re.compile("填表说明|注:")
_LONGEST_TOTAL = 12
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
    """Read every data row below the header."""
    result = TableRows(name, sheet.name)
    own = ("row_number", "raw", "unreadable", "as_percent")
    result.columns = {column: [] for column in (*own, *table.columns)}
    held = _held_values(sheet, header, table)
    absent = [field for field in table.columns if field not in {column.field for column in header.columns}]
    for number, row in _data_rows(sheet.rows, header.row):
        raw: dict[str, str] = {}
        unreadable: list[str] = []
        as_percent: list[str] = []
        for column in header.columns:
            cell = row[column.index] if column.index < len(row) else ""
            if held and (number - 1, column.index) in held:
                cell = held[number - 1, column.index]
            if cell == "" or cell is None:
                result.columns[column.field].append(None)
                continue
            raw[column.field] = text_of(cell)
            value = None
            try:
                if column.spec.type == "percent":
                    is_share = (number - 1, column.index) in sheet.percentages and isinstance(cell, float)
                    if is_share or is_written_as_percent(cell):
                        as_percent.append(column.field)
                    cell = percent_of_share(cell) if is_share and isinstance(cell, float) else cell
                value = column.read(cell)
            except UnreadableError as error:
                unreadable.append(column.field)
                result.findings.append(_unreadable(submission_id, name, sheet, number, column, raw, error))
            result.columns[column.field].append(value)
        for absent_field in absent:
            result.columns[absent_field].append(None)
        result.columns["row_number"].append(number)
        result.columns["raw"].append(json.dumps(raw, ensure_ascii=False))
        result.columns["unreadable"].append(";".join(unreadable))
        result.columns["as_percent"].append(";".join(as_percent))
    return result


def _unreadable(
    submission_id: str,
    table: str,
    sheet: Sheet,
    number: int,
    column: HeaderColumn,
    raw: dict[str, str],
    error: UnreadableError,
) -> Finding:
    value = raw[column.field]
    text = message("E02", row=number, column=column.text, value=value, detail=error)
    return Finding(submission_id, "E02", text, table, sheet.name, number, column.field, column.text, value)


def _held_values(sheet: Sheet, header: Header, table: Table) -> dict[Place, Cell]:
    """What cells merged down a column hold for the rows below their first."""
    held: dict[Place, Cell] = {}
    known = {column.index: column for column in header.columns}
    for merge in sheet.merges:
        column = known.get(merge.first_column)
        if column is None or merge.first_row <= header.row or merge.last_row == merge.first_row:
            continue
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
        first = next((cell for cell in row if cell != "" and cell is not None and not _is_blank_text(cell)), None)
        if first is None or (is_null(first) and all(is_null(cell) for cell in row)):
            continue
        if isinstance(first, str):
            word = plain(first[:_LONGEST_TOTAL])
            if word in _TOTALS and len(first.strip()) <= _LONGEST_TOTAL:
                continue
            if _NOTES.match(word):
                return
        yield number, row


def _is_blank_text(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
