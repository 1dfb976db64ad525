"""Read .ods: one pass over its content.xml, where repeated rows and cells are counted before they are written out."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.parsers import expat

from ingestion.gate import ENCRYPTED, open_package
from ingestion.ods_styles import OdsStyles
from ingestion.sheets import (
    COLUMNS,
    FAR_CELLS,
    ROWS,
    BrokenCell,
    Cell,
    Merge,
    Place,
    RefusedFileError,
    Sheet,
    is_error_word,
)
from lifecircle.office_parts import as_utf8

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_ENCRYPTED = b"encryption-data"
_CHUNK = 2**20
_PERCENTAGES = 1_000_000
"""Places that are remembered one by one: ten columns of as many rows as may be."""
_VALUES = frozenset({"value", "date-value", "time-value", "boolean-value", "string-value"})
_CELLS = ("table-cell", "covered-table-cell")
_ASIDES = frozenset({"annotation", "shapes", "dde-links", "ruby-text"})
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_LIBREOFFICE_ERROR = re.compile(r"Err:\d{3}")
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d+(?:\.\d+)?)S")


class OdsWorkbook:
    """A .ods that passed the gate, read whole: its sheets are in one part."""

    def __init__(self, data: bytes) -> None:
        package = open_package(data, "ods", _CONTENT, {})
        if _ENCRYPTED in (package.part_or_none(_MANIFEST) or b""):
            raise RefusedFileError("F01", ENCRYPTED)
        reading = _Reading()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = reading.start
        parser.EndElementHandler = reading.end
        parser.CharacterDataHandler = reading.characters
        try:
            name = package.find(_CONTENT) or _CONTENT
            recoded = io.BytesIO(as_utf8(package.part(name))) if name in package.recoded else None
            with recoded or package.stream(name) as stream:
                while piece := stream.read(_CHUNK):
                    parser.Parse(piece)
                parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            raise RefusedFileError("F01", "不是有效的 .ods 工作簿，可能已损坏") from error
        if not reading.is_spreadsheet:
            raise RefusedFileError("F01", "内容不是 .ods 工作簿")
        self._sheets = reading.sheets
        self.names: list[str | None] = [sheet.name for sheet in self._sheets]
        self.hidden = frozenset(
            index for index, sheet in enumerate(self._sheets) if sheet.style in reading.styles.hiding
        )
        self._is_from_1904 = reading.is_from_1904

    def sheet(self, index: int) -> Sheet:
        """Give a sheet."""
        read = self._sheets[index]
        return Sheet(
            read.name,
            read.rows,
            frozenset(read.percentages),
            tuple(read.merges),
            read.powers,
            self._is_from_1904,
        )


@dataclass
class _OdsSheet:
    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    percentages: set[Place] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    powers: dict[Place, int] = field(default_factory=dict)
    style: str = ""
    column_styles: list[tuple[int, str]] = field(default_factory=list)
    """The last column of each run of columns, and the style of their cells that have none of their own."""


@dataclass
class _Reading:
    """Where the pass is: the sheet, the row being filled, the cell being read."""

    is_spreadsheet: bool = False
    """A text or a presentation may have tables too."""
    sheets: list[_OdsSheet] = field(default_factory=list)
    cells: dict[int, Cell] = field(default_factory=dict)
    percentages: set[int] = field(default_factory=set)
    powers: dict[int, int] = field(default_factory=dict)
    row: int = 0
    row_repeats: int = 1
    column: int = 0
    attributes: dict[str, str] | None = None
    paragraphs: list[str] = field(default_factory=list)
    depth: int = 0
    """How deep inside a note, a drawing or a table within a table: their cells are not the sheet's."""
    in_paragraph: int = 0
    styles: OdsStyles = field(default_factory=OdsStyles)
    row_style: str = ""
    is_from_1904: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(" ")[2]
        named = {name.rpartition(" ")[2]: value for name, value in attributes.items()} if attributes else {}
        if self.depth or self._is_aside(tag, kind):
            self.depth += 1
            return
        if kind == "spreadsheet":
            self.is_spreadsheet = True
        elif not self.is_spreadsheet:
            self.styles.start(kind, named)
        elif kind == "null-date":
            self.is_from_1904 = named.get("date-value", "").startswith("1904")
        elif kind == "table":
            self.sheets.append(_OdsSheet(named.get("name", ""), style=named.get("style-name", "")))
            self.row = 0
        elif kind == "table-column":
            styles = self.sheets[-1].column_styles
            last = (styles[-1][0] if styles else -1) + int(named.get("number-columns-repeated", "1"))
            styles.append((last, named.get("default-cell-style-name", "")))
        elif kind == "table-row":
            self.cells, self.percentages, self.powers, self.column = {}, set(), {}, 0
            self.row_style = named.get("default-cell-style-name", "")
            self.row_repeats = int(named.get("number-rows-repeated", "1"))
        elif kind in _CELLS:
            # the value's type is given twice, once as LibreOffice knows it
            is_error = any(
                name.endswith("calcext:1.0 value-type") and value == "error" for name, value in attributes.items()
            )
            self.attributes, self.paragraphs = named | ({"is_error": "1"} if is_error else {}), []
        elif kind == "p":
            self.paragraphs.append("")
            self.in_paragraph += 1
        elif self.in_paragraph:
            self.characters({"s": " " * int(named.get("c", "1")), "tab": "\t", "line-break": "\n"}.get(kind, ""))

    def _is_aside(self, tag: str, kind: str) -> bool:
        is_inner_table = kind == "table" and self.attributes is not None
        return kind in _ASIDES or is_inner_table or tag.startswith(_DRAWING)

    def characters(self, text: str) -> None:
        if self.in_paragraph and not self.depth:
            self.paragraphs[-1] += text
        elif not self.is_spreadsheet:
            self.styles.characters(text)

    def end(self, tag: str) -> None:
        kind = tag.rpartition(" ")[2]
        if self.depth:
            self.depth -= 1
        elif not self.is_spreadsheet:
            self.styles.end()
        elif kind == "p":
            self.in_paragraph -= 1
        elif kind in _CELLS:
            self._put_cell()
        elif kind == "table-row":
            self._put_row()

    def _put_cell(self) -> None:
        named = self.attributes or {}
        repeats = int(named.get("number-columns-repeated", "1"))
        value = _value(named, "\n".join(self.paragraphs))
        if value != "":
            if self.column + repeats > COLUMNS:
                raise RefusedFileError("F03", FAR_CELLS)
            for column in range(self.column, self.column + repeats):
                self.cells[column] = value
                if named.get("value-type") == "percentage":
                    self.percentages.add(column)
                if self.styles.powers and type(value) is float and (power := self._power(named, column)):
                    self.powers[column] = power
        rows, columns = (int(named.get(f"number-{what}-spanned", "1")) for what in ("rows", "columns"))
        if rows > 1 or columns > 1:
            last = (self.row + rows - 1, self.column + columns - 1)
            self.sheets[-1].merges.append(Merge(self.row, self.column, *last))
        self.column += repeats
        self.attributes = None

    def _power(self, named: dict[str, str], column: int) -> int:
        of_column = next((style for last, style in self.sheets[-1].column_styles if column <= last), "")
        style = named.get("style-name") or self.row_style or of_column
        return self.styles.powers.get(style, 0)

    def _put_row(self) -> None:
        if self.cells:
            if self.row + self.row_repeats > ROWS:
                raise RefusedFileError("F03", FAR_CELLS)
            sheet = self.sheets[-1]
            sheet.rows += [[] for _ in range(self.row - len(sheet.rows))]
            filled = [self.cells.get(column, "") for column in range(max(self.cells) + 1)]
            if len(sheet.percentages) + self.row_repeats * (len(self.percentages) + len(self.powers)) > _PERCENTAGES:
                raise RefusedFileError("F03", "百分比单元格过多")
            for row in range(self.row, self.row + self.row_repeats):
                sheet.rows.append(filled)  # the same list: repeating it must cost nothing
                sheet.percentages |= {(row, column) for column in self.percentages}
                sheet.powers |= {(row, column): power for column, power in self.powers.items()}
        self.row += self.row_repeats


def _value(named: dict[str, str], text: str) -> Cell:
    kind = named.get("value-type", "")
    is_without_value = not text and not named.keys() & _VALUES
    if named.get("formula") and is_without_value and kind != "string":
        return BrokenCell(named["formula"])
    if "is_error" in named or is_error_word(text) or _LIBREOFFICE_ERROR.fullmatch(text):
        return BrokenCell(text or "#N/A")
    if kind == "boolean":
        return named.get("boolean-value") == "true"
    if kind == "date":
        return _date(named.get("date-value", ""), text)
    if kind == "time":
        duration = _DURATION.fullmatch(named.get("time-value", ""))
        return timedelta(hours=int(duration[1]), minutes=int(duration[2])) if duration else text
    if kind == "string":
        return named.get("string-value", text)
    return _number(named["value"], text) if kind and "value" in named else text


def _date(value: str, text: str) -> Cell:
    """A day beyond what a calendar has is left as its text, for the column to say so."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return text or value
    return moment if "T" in value else moment.date()


def _number(value: str, text: str) -> Cell:
    try:
        return float(value)
    except ValueError:
        return text or value
