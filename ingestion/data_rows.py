"""Which rows below a header hold data (docs/contract/submissions.md, Normalised: totals, notes, signatures)."""

from __future__ import annotations

import re

from ingestion.cells import COLONS, LONGEST_NULL_WORD, is_null
from ingestion.header import Header
from ingestion.sheets import Cell
from lifecircle.plain import plain

_TOTALS = frozenset({"合计", "小计", "总计"})
_NOTES = re.compile(
    f"填表说明|(?:注|备注|填报人|填表人|制表人|经办人|审核人|复核人|负责人|单位负责人|分管领导|联系人|联系电话|填报日期|填报单位|盖章)[{COLONS}]"
)
"""By which the lines below a table begin: notes and signatures."""
_LONGEST_TOTAL = 40
"""As far as a first cell is looked at: 合 计 may be spaced out."""


def data_rows(cells: list[list[Cell]], header: Header) -> tuple[list[int], list[list[Cell]]]:
    """The rows that hold data and their numbers as Excel shows them; totals are passed over.

    A note or a signature ends the table, unless a row below it has its key and half of what is required.
    """
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    last_filled: int | None = None
    for number, row in enumerate(cells[header.row + 1 :], start=header.row + 2):
        first = row[0] if row else ""
        may_be_null = type(first) is not str or len(first.strip()) <= LONGEST_NULL_WORD
        if may_be_null and is_null(first):
            if all(map(is_null, row)):
                continue
            first = next(cell for cell in row if cell is not None and not (type(cell) is str and not cell.strip()))
        if isinstance(first, str) and not first.isascii():
            word = plain(first[:_LONGEST_TOTAL])
            if word.rstrip(COLONS) in _TOTALS and len(first.strip()) <= _LONGEST_TOTAL:
                continue
            if _NOTES.match(word):
                if last_filled is None:
                    last_filled = _last_filled(cells, header)
                if last_filled < number:
                    break
                continue
        numbers.append(number)
        rows.append(row)
    return numbers, rows


def _last_filled(cells: list[list[Cell]], header: Header) -> int:
    """The number of the last row that is one of the table's beyond doubt; 0 without one.

    It has its key, and half of the other required cells; where rows have no key, none is beyond doubt.
    """
    keys = [column.index for column in header.columns if column.spec.key]
    if not keys:
        return 0
    required = [column.index for column in header.columns if column.spec.required]

    def is_filled(row: list[Cell], index: int) -> bool:
        return index < len(row) and not is_null(row[index])

    for number in range(len(cells), header.row + 1, -1):
        row = cells[number - 1]
        first = next((cell for cell in row if not is_null(cell)), "")
        word = plain(first[:_LONGEST_TOTAL]) if isinstance(first, str) else ""
        if word.rstrip(COLONS) in _TOTALS or _NOTES.match(word):
            continue
        filled = sum(is_filled(row, index) for index in required)
        if all(is_filled(row, index) for index in keys) and 2 * filled > len(required):
            return number
    return 0
