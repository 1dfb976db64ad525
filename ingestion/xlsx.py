"""Read .xlsx: values by calamine; what it does not tell (number formats, error cells, formulas without a stored value,
merged cells) from the sheet's own XML, and only where the gate noted that there is any."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import IO, cast
from xml.sax.saxutils import quoteattr

from python_calamine import CalamineError, CalamineWorkbook

from ingestion.gate import open_package
from ingestion.package import Trait
from ingestion.sheet_pass import SheetFacts, read_facts, write_anew
from ingestion.sheets import BrokenCell, Cell, Merge, RefusedFileError, Sheet, refuse_far_cells
from ingestion.xlsx_parts import read_parts
from lifecircle.cell_names import column_number
from lifecircle.office_parts import UnreadablePartError, as_utf8

_ERROR, _MERGE_CELL = b'"e"', b"mergeCell "
_IN_PLACE = re.compile(rb'inlineStr"[^>]*>\s*<v')
"""A text in place that stands where values stand: calamine sees none."""
_FORMULA = re.compile(rb"<f[ >/]")
"""Not the <formula1> of a drop-down list, which any template has."""
_USUAL = b'<c r="'
"""How nearly every program writes a cell; a sheet that does not is written anew before it is read."""
_UNUSUAL = (b"='", b"<!", b'r="$', b'ref="$', b":c ", b"<v>false<", b"<v> ")
"""Attributes in single quotes, comments and quoted texts of XML, absolute places, prefixes, truths in words, blanks."""
_TRAITS: dict[str, tuple[Trait, ...]] = {"sheet": (_USUAL, *_UNUSUAL, _ERROR, _FORMULA, _MERGE_CELL, _IN_PLACE)}
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_READING = (CalamineError, ValueError, OSError)
_BROKEN = "不是有效的 .xlsx 工作簿，可能已损坏"


class XlsxWorkbook:
    """A .xlsx that passed the gate."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._package = open_package(data, "xlsx", "[Content_Types].xml", _TRAITS)
        try:
            self._parts = read_parts(self._package)
        except UnreadablePartError as error:
            raise RefusedFileError("F01", _BROKEN) from error
        if not self._parts.main.lower().endswith(".xml"):
            raise RefusedFileError("F01", "内容是 .xlsb 工作簿，不是 .xlsx 格式")
        if not self._parts.sheets:
            raise RefusedFileError("F01", _BROKEN)
        self.names: list[str | None] = [sheet.name for sheet in self._parts.sheets]
        self.hidden = frozenset(index for index, sheet in enumerate(self._parts.sheets) if sheet.is_hidden)
        self._is_opened = self._parts.is_usual and self._opens()
        if not self._is_opened:
            _ = self._anew  # a broken file is refused before anything is missed in it

    def sheet(self, index: int) -> Sheet:
        """Read a sheet."""
        if self._is_opened and self._is_usual(self._parts.sheets[index].part):
            try:
                return self._read_as_it_is(index)
            except (*_READING, _AmissError):
                pass  # read it as it was meant
        return self._read_anew(index)

    def _opens(self) -> bool:
        try:
            return bool(self._calamine.sheet_names)
        except _READING:
            return False

    def _is_usual(self, part: str) -> bool:
        return self._package.has(part, _USUAL) and not self._package.has(part, *_UNUSUAL)

    def _read_as_it_is(self, index: int) -> Sheet:
        name, part = self._parts.sheets[index].name, self._parts.sheets[index].part
        rows = _rows_of(self._calamine, name)
        refuse_far_cells(rows)
        has = self._package.has
        facts = SheetFacts()
        if has(part, _ERROR, _FORMULA, _IN_PLACE) or self._may_show_otherwise(part):
            facts = read_facts(self._package.stream(part), self._parts.formats)
            if facts.is_amiss:
                raise _AmissError
        merges = tuple(_merges(self._package.part(part))) if has(part, _MERGE_CELL) else ()
        return self._sheet_of(name, rows, facts, merges)

    def _read_anew(self, index: int) -> Sheet:
        name = self._parts.sheets[index].name
        book, facts = self._anew
        try:
            rows = _rows_of(book, str(index))
        except _READING as error:
            raise RefusedFileError("F01", f"工作表“{name}”无法读取，可能已损坏") from error
        return self._sheet_of(name, rows, facts[index], tuple(facts[index].merges))

    def _sheet_of(self, name: str, rows: list[list[Cell]], facts: SheetFacts, merges: tuple[Merge, ...]) -> Sheet:
        for (row, column), broken in facts.broken.items():
            _put(rows, row, column, broken)
        return Sheet(name, rows, frozenset(facts.percentages), merges, facts.powers, self._parts.is_from_1904)

    def _may_show_otherwise(self, part: str) -> bool:
        """Whether a cell of the sheet may show another number; a column's or row's style passes for a cell's."""
        formats = self._parts.formats
        if not formats or part not in self._package.kept:
            return bool(formats)
        xml = self._package.kept[part]
        return b"s =" in xml or any(b's="%d"' % style in xml for style in formats)

    @cached_property
    def _calamine(self) -> CalamineWorkbook:
        return CalamineWorkbook.from_filelike(io.BytesIO(self._package.repacked() or self._data))

    @cached_property
    def _anew(self) -> tuple[CalamineWorkbook, list[SheetFacts]]:
        """The workbook written anew, sheets named by their index, with what its sheets say besides."""
        parts, sheets = self._parts, []
        out = io.BytesIO()
        used = [part for part in (parts.styles, parts.strings, *(sheet.part for sheet in parts.sheets)) if part]
        try:
            recoded = {part: as_utf8(self._package.part(part)) for part in self._package.recoded.intersection(used)}
        except UnreadablePartError as error:
            raise RefusedFileError("F01", _BROKEN) from error

        def stream(part: str) -> IO[bytes]:
            return io.BytesIO(recoded[part]) if part in recoded else self._package.stream(part)

        with zipfile.ZipFile(out, "w") as package:
            package.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"></Types>')
            package.writestr("_rels/.rels", _relations({"officeDocument": "xl/workbook.xml"}))
            targets = {f"worksheet {index}": f"worksheets/sheet{index}.xml" for index in range(len(parts.sheets))}
            targets |= {"styles": "styles.xml"} if parts.styles else {}
            targets |= {"sharedStrings": "sharedStrings.xml"} if parts.strings else {}
            package.writestr("xl/_rels/workbook.xml.rels", _relations(targets))
            package.writestr("xl/workbook.xml", _workbook(len(parts.sheets), parts.is_from_1904))
            for name, part in (("styles", parts.styles), ("sharedStrings", parts.strings)):
                if part is not None:
                    package.writestr(f"xl/{name}.xml", stream(part).read())
            for index, sheet in enumerate(parts.sheets):
                xml, facts = write_anew(stream(sheet.part), parts.formats)
                package.writestr(f"xl/worksheets/sheet{index}.xml", xml)
                sheets.append(facts)
        try:
            out.seek(0)
            return CalamineWorkbook.from_filelike(out), sheets
        except _READING as error:
            raise RefusedFileError("F01", _BROKEN) from error


class _AmissError(Exception):
    """calamine would take a filled cell for an empty one."""


def _rows_of(workbook: CalamineWorkbook, name: str) -> list[list[Cell]]:
    try:
        return cast("list[list[Cell]]", workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except Exception:
        raise
    except BaseException as error:  # what Rust calls a panic is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(str(error)) from error


def _relations(targets: dict[str, str]) -> str:
    """A part of relations: kind (and a number) -> target."""
    items = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind.split()[0]}" Target={quoteattr(target)}/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _workbook(sheets: int, is_from_1904: bool) -> str:
    items = "".join(f'<sheet name="{index}" sheetId="{index + 1}" r:id="r{index}"/>' for index in range(sheets))
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(is_from_1904)}"/>'
        f"<sheets>{items}</sheets></workbook>"
    )


def _merges(xml: bytes) -> Iterator[Merge]:
    for left, top, right, bottom in _MERGE.findall(xml):
        first, last = column_number(left.decode()), column_number(right.decode())
        yield Merge(int(top) - 1, first - 1, int(bottom) - 1, last - 1)


def _put(rows: list[list[Cell]], row: int, column: int, cell: BrokenCell) -> None:
    """Put a cell where calamine saw none, which may lie outside what it saw."""
    while len(rows) <= row:
        rows.append([])
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = cell
