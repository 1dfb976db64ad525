"""Read .csv: UTF-8, GB18030 or UTF-16, parted by commas, tabs or semicolons.

Source: docs/contract/submissions.md, Normalised.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from ingestion.header import HEADER_ROWS, known_headers
from ingestion.inbox import decode
from ingestion.kinds import TEXT, kind_of
from ingestion.sheets import COLUMNS, FAR_CELLS, ROWS, BrokenCell, Cell, RefusedFileError, Sheet, is_error_word

_FIELD_LIMIT = 2**24
_NO_TABLE = "不是有效的 .csv 表格"
_LINE_BYTES, _LINE_COMMAS = 2**23, 100_000
"""More than a line of the longest texts in the largest number of columns allowed."""
_LONG_LINE = re.compile(rf"(?:\A|[\r\n])[^\r\n]{{{_LINE_COMMAS},}}")
_END = "\0"
"""Added as a last row that no file has.  If it is not read back, an unclosed quotation mark swallowed it."""
_END_OF_FILE = "\x1a"
"""Ctrl-Z, by which programs of DOS end a text."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKED_LINE = re.compile("^\ufeff+", re.MULTILINE)
_SEPARATORS = ",\t;"
_NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?[,;\t]*(?:\r?\n|\Z)', re.IGNORECASE)
"""A first line by which Excel is told; it is no row."""
_QUOTED = re.compile(r'="((?:[^"]|"")*)"')
"""What Excel is told by `="0012"`: a text, not a number."""


class CsvTable:
    """A CSV as a workbook of one unnamed sheet."""

    def __init__(self, data: bytes) -> None:
        csv.field_size_limit(_FIELD_LIMIT)
        try:
            text = _decoded(data)
            if "\0" in text:
                raise RefusedFileError("F01", _other_kind(data) or "含有文本中没有的字符，不是有效的 .csv 表格")
            self._rows = list(_rows(text))
        except UnicodeDecodeError as error:
            detail = _other_kind(data) or "既不是 UTF-8、UTF-16 也不是 GB18030 编码"
            raise RefusedFileError("F01", detail) from error
        except csv.Error as error:
            raise RefusedFileError("F01", _NO_TABLE) from error
        self.names: list[str | None] = [None]
        self.hidden: frozenset[int] = frozenset()

    def sheet(self, index: int) -> Sheet:
        """Give the one sheet."""
        return Sheet(self.names[index], self._rows)


def _other_kind(data: bytes) -> str | None:
    """What the file is instead of a text; None where nothing else is known of it."""
    kind = kind_of(data)
    return f"{kind}，不是 .csv 表格" if kind not in (None, TEXT) else None


def _decoded(data: bytes) -> str:
    text = data.decode("utf-16") if data.startswith(_UTF_16) else decode(data)
    # joined files have a mark where the second begins
    return _MARKED_LINE.sub("", text)


def _rows(text: str) -> Iterator[list[Cell]]:
    """The rows within the limits.

    Raises:
        csv.Error: a quotation mark is never closed.
        RefusedFileError: a cell beyond the limits has a value.
    """
    _refuse_endless_lines(text)
    if text.rstrip("\r\n").endswith(_END_OF_FILE):
        text = text.rstrip(f"\r\n{_END_OF_FILE}")
    named = _NAMED_SEPARATOR.match(text)
    text = text[named.end() :] if named else text
    separator = named[1] if named else _separator(text)
    row: list[str] = []
    for number, row in enumerate(_parted(text, separator, end=_END)):
        if not row and number >= ROWS:
            continue
        if row == [_END]:
            return
        if any(row[COLUMNS:]) or (number >= ROWS and any(row)):
            raise RefusedFileError("F03", FAR_CELLS)
        if number < ROWS:
            yield [_cell(cell) for cell in row[:COLUMNS]]
    raise csv.Error("a quotation mark is never closed")


def _parted(text: str, separator: str, end: str) -> Iterator[list[str]]:
    lines: Iterable[str] = io.StringIO(text, newline="")
    return csv.reader(chain(lines, ["\n" if text and text[-1] not in "\r\n" else "", end]), delimiter=separator)


def _separator(text: str) -> str:
    """What parts the header; a comma where none does."""
    return max(_SEPARATORS, key=lambda separator: _headers_parted(text, separator))


def _headers_parted(text: str, separator: str) -> int:
    try:
        return max(map(known_headers, islice(_parted(text, separator, ""), HEADER_ROWS)), default=0)
    except csv.Error:
        return 0


def _cell(text: str) -> Cell:
    if is_error_word(text):
        return BrokenCell(text)
    quoted = _QUOTED.fullmatch(text) if text.startswith("=") else None
    return quoted[1].replace('""', '"') if quoted else text


def _refuse_endless_lines(text: str) -> None:
    """Refuse lines that are too long, because the parser holds a whole line in memory before its cells can be counted.

    Raises:
        RefusedFileError: a line has more separators or more characters than a line within the limits can have.
    """
    for line in _LONG_LINE.finditer(text):
        if max(map(line[0].count, _SEPARATORS)) > _LINE_COMMAS:
            raise RefusedFileError("F03", FAR_CELLS)
        if line.end() - line.start() > _LINE_BYTES:
            raise RefusedFileError("F01", _NO_TABLE)
