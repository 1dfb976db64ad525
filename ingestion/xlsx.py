"""Read .xlsx: values by calamine; what it does not see (number formats, error cells, formulas without a stored value,
merged cells) from the sheet's own XML, and only where the gate noted that there is any."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import cast
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from ingestion.gate import open_package
from ingestion.package import Package, Trait
from ingestion.sheets import BrokenCell, Cell, Merge, Place, RefusedFileError, Sheet, refuse_far_cells
from lifecircle.cell_names import column_number

_ERROR, _MERGE_CELL = b'"e"', b"mergeCell "
_FORMULA = re.compile(rb"<f[ >/]")
"""Not the <formula1> of a drop-down list, which any template has."""
_PERCENT = (b"%", b'"9"', b'"10"')
_USUAL = b'<c r="'
"""How nearly every program writes a cell; a sheet that does not is looked at closely."""
_TRAITS: dict[str, tuple[Trait, ...]] = {"sheet": (_USUAL, _ERROR, _FORMULA, _MERGE_CELL), "styles": (*_PERCENT, b"'")}

_BUILT_IN_PERCENTAGES = frozenset({9, 10})
_PARTS_KEPT = 16
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class XlsxWorkbook:
    """A .xlsx that passed the gate."""

    def __init__(self, data: bytes) -> None:
        self._package = open_package(data, "xlsx", "[Content_Types].xml", _TRAITS)
        if not self._main_part.lower().endswith(".xml"):
            raise RefusedFileError("F01", "内容不是 .xlsx 格式")  # a .xlsb
        try:
            self._calamine = CalamineWorkbook.from_filelike(io.BytesIO(self._package.repacked() or data))
        except (CalamineError, ValueError, OSError) as error:
            raise RefusedFileError("F01", "不是有效的 .xlsx 工作簿，可能已损坏") from error
        self.names: list[str | None] = list(self._calamine.sheet_names)

    def sheet(self, index: int) -> Sheet:
        """Read a sheet."""
        name = str(self.names[index])
        try:
            rows = cast("list[list[Cell]]", self._calamine.get_sheet_by_index(index).to_python(skip_empty_area=False))
        except (CalamineError, ValueError, OSError) as error:
            raise RefusedFileError("F01", f"工作表『{name}』无法读取，可能已损坏") from error
        refuse_far_cells(rows)
        part = self._parts.get(name)
        if part is None:
            return Sheet(name, rows)
        is_usual = self._package.has(part, _USUAL)
        merges: tuple[Merge, ...] = ()
        if not is_usual or self._package.has(part, _MERGE_CELL):
            merges = tuple(_merges(self._package.part(part)))
        if is_usual and not self._package.has(part, _ERROR, _FORMULA) and not self._may_show_percentages(part):
            return Sheet(name, rows, merges=merges)
        facts = _read_facts(self._package, part, self._percent_styles)
        for (row, column), broken in facts.broken.items():
            _put(rows, row, column, broken)
        return Sheet(name, rows, frozenset(facts.percentages), merges)

    def _may_show_percentages(self, part: str) -> bool:
        """Whether a cell of the sheet may have a percentage format; a column's or row's style passes for a cell's."""
        if not self._percent_styles or part not in self._package.kept:
            return bool(self._percent_styles)
        xml = self._package.kept[part]
        return b"s='" in xml or b"s =" in xml or any(b's="%d"' % style in xml for style in self._percent_styles)

    @cached_property
    def _parts(self) -> dict[str, str]:
        """Sheet name -> the part that holds it."""
        main, package = self._main_part, self._package
        folder, name = posixpath.split(main)
        relations = package.part_or_none(f"{folder}/_rels/{name}.rels")
        return {
            name: part
            for name, part in _sheet_parts(package.part_or_none(main), relations, folder)
            if part in package.traits
        }

    @cached_property
    def _main_part(self) -> str:
        return _office_document(self._package.part_or_none("_rels/.rels"))

    @cached_property
    def _percent_styles(self) -> frozenset[int]:
        """The cell styles (indices of cellXfs) whose number format is a percentage."""
        part = posixpath.join(posixpath.dirname(self._main_part), "styles.xml")
        if part not in self._package.traits or not self._package.has(part, *_PERCENT, b"'"):
            return frozenset()
        return _percentages_of(self._package.part(part))


# A unit's workbooks come from one template: what these small parts say is worked out once for all that have the same.


@lru_cache(_PARTS_KEPT)
def _office_document(relations: bytes | None) -> str:
    """The part that the package's relations name as the workbook."""
    for item in _xml(relations):
        if item.get("Type", "").endswith("/officeDocument"):
            return item.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


@lru_cache(_PARTS_KEPT)
def _sheet_parts(workbook: bytes | None, relations: bytes | None, folder: str) -> tuple[tuple[str, str], ...]:
    """(sheet name, the part that holds it) by a workbook part in this folder and its relations."""
    targets = {
        item.get("Id"): posixpath.normpath(posixpath.join(folder, item.get("Target", ""))) for item in _xml(relations)
    }
    sheets = []
    for item in _xml(workbook).iter():
        if _kind(item.tag) == "sheet":
            key = next((value for name, value in item.attrib.items() if name.endswith("}id")), None)
            sheets.append((item.get("name", ""), targets.get(key, "").lstrip("/")))
    return tuple(sheets)


@lru_cache(_PARTS_KEPT)
def _percentages_of(styles_xml: bytes) -> frozenset[int]:
    formats: set[int] = set(_BUILT_IN_PERCENTAGES)
    styles: list[int] = []
    for item in _xml(styles_xml).iter():
        if _kind(item.tag) == "numFmt" and is_percentage(item.get("formatCode", "")):
            formats.add(int(item.get("numFmtId", "0")))
        if _kind(item.tag) == "cellXfs":
            styles = [int(style.get("numFmtId", "0")) for style in item]
    return frozenset(index for index, number in enumerate(styles) if number in formats)


def _xml(part: bytes | None) -> ElementTree.Element:
    # the gate let no DTD through: there is nothing that could expand
    try:
        return ElementTree.fromstring(part or b"")
    except ElementTree.ParseError:
        return ElementTree.Element("none")


def is_percentage(code: str) -> bool:
    """Whether a number format shows a percentage: a % outside quotes."""
    return "%" in _QUOTED.sub("", code)


@dataclass
class _Facts:
    percentages: set[Place] = field(default_factory=set)
    broken: dict[Place, BrokenCell] = field(default_factory=dict)


@dataclass
class _Scan:
    """One pass over a sheet's XML."""

    percent_styles: frozenset[int]
    facts: _Facts = field(default_factory=_Facts)
    row: int = -1
    column: int = -1
    type: str = ""
    formula: list[str] | None = None
    value: list[str] | None = None
    reading: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif kind == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) - 1 if place else self.column + 1
            self.type = attributes.get("t", "n")
            self.formula = self.value = None
            if int(attributes.get("s", "0")) in self.percent_styles and self.type == "n":
                self.facts.percentages.add((self.row, self.column))
        elif kind == "f":
            self.formula, self.reading = [], "f"
        elif kind == "v":
            self.value, self.reading = [], "v"

    def text(self, text: str) -> None:
        if self.reading == "f" and self.formula is not None:
            self.formula.append(text)
        elif self.reading == "v" and self.value is not None:
            self.value.append(text)

    def end(self, tag: str) -> None:
        kind = tag.rpartition(":")[2]
        if kind in ("f", "v"):
            self.reading = ""
        elif kind == "c":
            shown = "".join(self.value or ())
            if self.type == "e":
                self.facts.broken[self.row, self.column] = BrokenCell(shown or "#N/A")
            # a formula may well give an empty text: then its type says so
            elif self.formula is not None and not shown and (self.value is None or self.type != "str"):
                self.facts.broken[self.row, self.column] = BrokenCell("=" + "".join(self.formula))


def _read_facts(package: Package, part: str, percent_styles: frozenset[int]) -> _Facts:
    scan = _Scan(percent_styles)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = scan.start, scan.end, scan.text
    try:
        with package.stream(part) as stream:
            while piece := stream.read(2**20):
                parser.Parse(piece)
    except (expat.ExpatError, ValueError) as error:
        raise RefusedFileError("F01", "工作表的内容已损坏") from error
    return scan.facts


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


def _kind(tag: str) -> str:
    return tag.rpartition("}")[2]
