"""An .ods workbook as .xlsx: values, percentages, dates, errors and merges stay."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree

from receipts.package import UnfitPackageError
from receipts.plain_workbook import PlainCell, PlainSheet, build_workbook
from receipts.xml_splice import refuse_dtd

_LARGEST_CONTENT = 512 * 2**20
_LAST_ROW = 100_000
_LAST_COLUMN = 256
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_ROW_GROUPS = ("table-row-group", "table-rows", "table-header-rows")
_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
_TIME = re.compile(r"PT(\d+)H(\d+)M([\d.]+)S")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a cell's date has no zone
_FIRST_SAFE_DAY = date(1900, 3, 1)
"""Before it, Excel counts a 29 February 1900 that never was."""


def convert_ods(data: bytes) -> bytes:
    """Convert a workbook.

    Raises:
        UnfitPackageError: it has no content, or too much of it.
        UnfitXmlError: its content is no XML that can be read safely.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" not in archive.namelist():
            raise UnfitPackageError("lacks content.xml")
        if archive.getinfo("content.xml").file_size > _LARGEST_CONTENT:
            raise UnfitPackageError("unpacks to more than 512 MiB")
        content = archive.read("content.xml")
    refuse_dtd(content)
    root = ElementTree.fromstring(content)
    return build_workbook([_sheet(table) for table in root.iterfind(".//{*}spreadsheet/{*}table")])


def _sheet(table: ElementTree.Element) -> PlainSheet:
    plain = PlainSheet(_attribute(table, "name") or "")
    row_number = 0
    for row in _rows(table):
        repeated = int(_attribute(row, "number-rows-repeated") or 1)
        cells, merges = _row(row)
        for number in range(row_number + 1, min(row_number + repeated, _LAST_ROW) + 1):
            if cells:
                plain.rows[number] = dict(cells)
            if _attribute(row, "visibility") in ("collapse", "filter") and cells:
                plain.hidden_rows.add(number)
        first = row_number + 1
        plain.merges += [(first, left, first + rows - 1, right) for left, right, rows in merges]
        row_number += repeated
    _read_hidden_columns(table, plain)
    return plain


def _rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The rows of a table or a group of rows; not those of tables inside its cells."""
    for element in table:
        if _name(element) == "table-row":
            yield element
        elif _name(element) in _ROW_GROUPS:
            yield from _rows(element)


def _row(row: ElementTree.Element) -> tuple[dict[int, PlainCell], list[tuple[int, int, int]]]:
    """The cells of a row by column, and its merges: first column, last column, number of rows."""
    cells: dict[int, PlainCell] = {}
    merges = []
    column = 0
    for element in row:
        if _name(element) not in ("table-cell", "covered-table-cell"):
            continue
        repeated = int(_attribute(element, "number-columns-repeated") or 1)
        columns = int(_attribute(element, "number-columns-spanned") or 1)
        rows = int(_attribute(element, "number-rows-spanned") or 1)
        if columns > 1 or rows > 1:
            merges.append((column + 1, column + columns, rows))
        cell = _cell(element)
        if cell is not None:
            last = min(column + repeated, _LAST_COLUMN)
            cells |= dict.fromkeys(range(column + 1, last + 1), cell)
        column += repeated
    return cells, merges


def _cell(element: ElementTree.Element) -> PlainCell | None:
    kind, value = _attribute(element, "value-type", "office"), _attribute(element, "value") or ""
    shown = _text(element)
    if _attribute(element, "value-type", "calcext") == "error" or _ERROR.fullmatch(shown):
        return PlainCell("error", shown if shown.startswith("#") else "#VALUE!")
    if kind in ("float", "currency", "percentage") and _NUMBER.fullmatch(value):
        return PlainCell("number", value, "0.00%" if kind == "percentage" else "General")
    if kind == "boolean":
        return PlainCell("boolean", "1" if _attribute(element, "boolean-value") == "true" else "0")
    if kind == "date":
        return _date_cell(_attribute(element, "date-value") or "")
    if kind == "time" and (time := _TIME.fullmatch(_attribute(element, "time-value") or "")):
        days = (int(time[1]) + int(time[2]) / 60 + float(time[3]) / 3600) / 24
        return PlainCell("number", repr(days), "[h]:mm:ss")
    typed = _attribute(element, "string-value") or shown
    if typed:
        return PlainCell("text", typed)
    return PlainCell("unvalued") if _attribute(element, "formula") else None


def _date_cell(value: str) -> PlainCell:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return PlainCell("text", value)
    if moment.date() < _FIRST_SAFE_DAY:
        return PlainCell("text", value)
    since = moment.replace(tzinfo=None) - _SERIAL_ZERO
    if since.seconds or since.microseconds:
        return PlainCell("number", repr(since.total_seconds() / 86_400), "yyyy\\-mm\\-dd hh:mm:ss")
    return PlainCell("number", str(since.days), "yyyy\\-mm\\-dd")


def _text(element: ElementTree.Element) -> str:
    """The text of a cell as typed: its paragraphs in lines, without its comments."""
    return "\n".join(_inner_text(child) for child in element if _name(child) == "p")


def _inner_text(element: ElementTree.Element) -> str:
    pieces = [element.text or ""]
    for child in element:
        name = _name(child)
        if name == "s":
            pieces.append(" " * int(_attribute(child, "c") or 1))
        elif name in ("tab", "line-break"):
            pieces.append("\t" if name == "tab" else "\n")
        elif name != "annotation":
            pieces.append(_inner_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _read_hidden_columns(table: ElementTree.Element, plain: PlainSheet) -> None:
    column = 0
    for element in table.iter():
        if _name(element) == "table-column":
            repeated = int(_attribute(element, "number-columns-repeated") or 1)
            if _attribute(element, "visibility") in ("collapse", "filter"):
                for number in range(column + 1, min(column + repeated, _LAST_COLUMN) + 1):
                    plain.columns[number] = (None, True)
            column += repeated


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: ElementTree.Element, name: str, vocabulary: str = "") -> str | None:
    """An attribute by its local name, of the vocabulary whose namespace contains the given word."""
    for key, value in element.attrib.items():
        space, _, local = key.rpartition("}")
        if local == name and vocabulary in space:
            return value
    return None
