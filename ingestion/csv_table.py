"""Read .csv: UTF-8 with or without BOM, or GB18030."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain

from ingestion.inbox import decode
from ingestion.sheets import COLUMNS, ERRORS_AS_TEXT, FAR_CELLS, ROWS, BrokenCell, Cell, RefusedFileError, Sheet

_FIELD_LIMIT = 2**24
_NO_TABLE = "不是有效的 .csv 表格"
_LINE_BYTES, _LINE_COMMAS = 2**23, 100_000
"""More than a line of the longest texts in the largest number of columns allowed."""
_LONG_LINE = re.compile(rb"(?:\A|[\r\n])[^\r\n]{%d,}" % _LINE_COMMAS)
_END = "\0"
"""Added as a last row that no file has.  If it is not read back, an unclosed quotation mark swallowed it."""


class CsvTable:
    """A CSV as a workbook of one unnamed sheet."""

    def __init__(self, data: bytes) -> None:
        if b"\0" in data:
            raise RefusedFileError("F01", "不是文本文件")
        csv.field_size_limit(_FIELD_LIMIT)
        try:
            self._rows = list(_rows(data))
        except UnicodeDecodeError as error:
            raise RefusedFileError("F01", "既不是 UTF-8 也不是 GB18030 编码") from error
        except csv.Error as error:
            raise RefusedFileError("F01", _NO_TABLE) from error
        self.names: list[str | None] = [None]

    def sheet(self, index: int) -> Sheet:
        """Give the one sheet."""
        return Sheet(self.names[index], self._rows)


def _rows(data: bytes) -> Iterator[list[Cell]]:
    """The rows within the limits.

    Raises:
        UnicodeDecodeError: the bytes are in no encoding that we read.
        csv.Error: a quotation mark is never closed.
        RefusedFileError: a cell beyond the limits has a value.
    """
    _refuse_endless_lines(data)
    lines = io.StringIO(decode(data), newline="")
    row: list[str] = []
    for number, row in enumerate(csv.reader(chain(lines, [_END]))):
        if not row and number >= ROWS:
            continue
        if row == [_END]:
            return
        if any(row[COLUMNS:]) or (number >= ROWS and any(row)):
            raise RefusedFileError("F03", FAR_CELLS)
        if number < ROWS:
            yield [BrokenCell(cell) if cell in ERRORS_AS_TEXT else cell for cell in row[:COLUMNS]]
    raise csv.Error("a quotation mark is never closed")


def _refuse_endless_lines(data: bytes) -> None:
    """Refuse lines that are too long, because the parser holds a whole line in memory before its cells can be counted.

    Raises:
        RefusedFileError: a line has more commas or more bytes than a line within the limits can have.
    """
    for line in _LONG_LINE.finditer(data):
        if line[0].count(b",") > _LINE_COMMAS:
            raise RefusedFileError("F03", FAR_CELLS)
        if line.end() - line.start() > _LINE_BYTES:
            raise RefusedFileError("F01", _NO_TABLE)
