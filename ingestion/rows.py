"""The data rows of a sheet, typed, with the findings of cells that cannot be read (E02)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingestion.cells import Cell, UnreadableError, Value, is_null, text_of
from ingestion.header import Header
from lifecircle.findings import Finding, message
from lifecircle.reference import plain

_TOTALS = frozenset({"合计", "小计", "总计"})
_NOTES = re.compile("填表说明|注:")


@dataclass
class TableRows:
    """A sheet's data rows in the landed schema, one dict a row, and what could not be read in them."""

    table: str
    rows: list[dict[str, Value]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_rows(submission_id: str, table: str, sheet: str | None, cells: list[list[Cell]], header: Header) -> TableRows:
    """Read every data row below the header."""
    result = TableRows(table)
    for number, row in _data_rows(cells, header.row):
        raw: dict[str, str] = {}
        values: dict[str, Value] = {}
        unreadable: list[str] = []
        for column in header.columns:
            cell = row[column.index] if column.index < len(row) else ""
            if cell == "" or cell is None:
                values[column.field] = None
                continue
            raw[column.field] = text_of(cell)
            try:
                values[column.field] = column.read(cell)
            except UnreadableError as error:
                values[column.field] = None
                unreadable.append(column.field)
                text = message("E02", row=number, column=column.text, value=raw[column.field], detail=error)
                place = (table, sheet, number, column.field, column.text, raw[column.field])
                result.findings.append(Finding(submission_id, "E02", text, *place))
        values |= {"submission_id": submission_id, "sheet": sheet, "row_number": number}
        values |= {"raw": json.dumps(raw, ensure_ascii=False), "unreadable": ";".join(unreadable), "as_percent": ""}
        result.rows.append(values)
    return result


def _data_rows(cells: list[list[Cell]], header_row: int) -> Iterator[tuple[int, list[Cell]]]:
    """Each row that holds data with its number as Excel shows it; totals are passed over, notes end the table."""
    for number, row in enumerate(cells[header_row + 1 :], start=header_row + 2):
        first = next((cell for cell in row if cell != "" and cell is not None), None)
        if first is None or all(is_null(cell) for cell in row):
            continue
        if isinstance(first, str):
            word = plain(first)
            if word in _TOTALS:
                continue
            if _NOTES.match(word):
                return
        yield number, row
