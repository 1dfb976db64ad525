"""One pass over a worksheet's XML: what calamine does not tell of its cells, and the sheet written anew.

calamine gives the values; it does not tell number formats, error cells, formulas without a stored value or merged
cells, and takes some spellings for empty cells.  A sheet with an unusual spelling is written anew and read again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import escape

from ingestion.number_formats import shown_by
from ingestion.sheets import COLUMNS, FAR_CELLS, ROWS, BrokenCell, Merge, Place, RefusedFileError
from lifecircle.cell_names import cell_name, column_number

_CHUNK = 2**20
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""Those of every Excel; of a later one's calamine refuses the sheet."""
_TEXTS = frozenset({"str", "inlineStr"})
_TRUE = frozenset({"1", "true"})


@dataclass
class SheetFacts:
    """What a pass told: formats that show another number, broken cells, merges; whether calamine reads it amiss."""

    percentages: set[Place] = field(default_factory=set)
    powers: dict[Place, int] = field(default_factory=dict)
    broken: dict[Place, BrokenCell] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    is_amiss: bool = False


def read_facts(stream: IO[bytes], formats: Mapping[int, str]) -> SheetFacts:
    """Look through a worksheet.

    Args:
        stream: its XML.
        formats: the cell styles that show some numbers otherwise, with their formats.

    Raises:
        RefusedFileError: it is no XML (F01), or has a value beyond the limits (F03).
    """
    return _parse(stream, _Pass(formats, None))


def write_anew(stream: IO[bytes], formats: Mapping[int, str]) -> tuple[bytes, SheetFacts]:
    """Write a worksheet's cells as every program writes them, and say what `read_facts` does.

    Raises:
        RefusedFileError: as `read_facts`.
    """
    out = io.BytesIO()
    out.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
    facts = _parse(stream, written := _Pass(formats, out))
    written.end_row()
    out.write(b"</sheetData></worksheet>")
    return out.getvalue(), facts


def _parse(stream: IO[bytes], reading: _Pass) -> SheetFacts:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reading.text, _refuse_dtd
    try:
        while piece := stream.read(_CHUNK):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise RefusedFileError("F01", "工作表的内容已损坏") from error
    return reading.facts


def _refuse_dtd(*_: object) -> None:
    raise ValueError("a DTD")


class _Pass:
    """Where the pass is: the row, the cell, and which of its texts is being read."""

    def __init__(self, formats: Mapping[int, str], out: IO[bytes] | None) -> None:
        self.facts = SheetFacts()
        self._formats, self._out = formats, out
        self._row, self._column, self._open_row = -1, -1, -1
        self._kind, self._style = "n", 0
        self._texts: dict[str, list[str]] = {}
        """Of the cell: its formula (f), its value (v), its text in place (is)."""
        self._reading = ""
        self._aside = False
        """Within a phonetic hint."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        name = tag.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name in ("f", "v"):
            self._texts[name] = []
            self._reading = name
        elif name == "is":
            self._texts["is"] = []
        elif name == "t" and "is" in self._texts:
            self._reading = "is"
        elif name == "rPh":
            self._aside = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if place:
            self._row, self._column = int(place[2]) - 1, column_number(place[1].upper()) - 1
        else:
            self._column += 1
        if self._row < 0 or self._column < 0:
            raise ValueError("a cell before the first")
        self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._texts = {}

    def text(self, text: str) -> None:
        """Take a text."""
        if self._reading and not self._aside:
            self._texts[self._reading].append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition(":")[2]
        if name in ("f", "v", "t"):
            self._reading = ""
        elif name == "rPh":
            self._aside = False
        elif name == "c":
            self._end_cell()
            self._texts = {}

    def _end_cell(self) -> None:
        value, in_place = "".join(self._texts.get("v", ())), "".join(self._texts.get("is", ()))
        has_formula, has_text_in_place = "f" in self._texts, "is" in self._texts
        shown, place = value or in_place, (self._row, self._column)
        if shown and (self._row >= ROWS or self._column >= COLUMNS):
            raise RefusedFileError("F03", FAR_CELLS)
        self.facts.is_amiss |= bool(
            (self._kind == "inlineStr" and value)
            or (has_formula and in_place)
            or (has_text_in_place and self._kind != "inlineStr")
            or (self._kind == "e" and value not in _KNOWN_ERRORS)
        )
        if self._kind == "e":
            self.facts.broken[place] = BrokenCell(shown or "#N/A")
        # a formula may well give an empty text: then its type says so
        elif has_formula and not shown and ("v" not in self._texts or self._kind not in _TEXTS):
            self.facts.broken[place] = BrokenCell("=" + "".join(self._texts["f"]))
        elif self._kind == "n" and self._style in self._formats and _is_number(value):
            self._note_format(place, float(value))
        if self._out is not None and shown:
            self._write_cell(value, in_place)

    def _note_format(self, place: Place, value: float) -> None:
        shown = shown_by(self._formats[self._style], value)
        if shown.is_percentage:
            self.facts.percentages.add(place)
        if shown.power:
            self.facts.powers[place] = shown.power

    def _merge(self, reference: str) -> None:
        cells = _RANGE.fullmatch(reference)
        if cells:
            left, right = (column_number(letters.upper()) - 1 for letters in (cells[1], cells[3]))
            self.facts.merges.append(Merge(int(cells[2]) - 1, left, int(cells[4]) - 1, right))

    def _write_cell(self, value: str, in_place: str) -> None:
        assert self._out is not None
        if self._open_row != self._row:
            self.end_row()
            self._out.write(b'<row r="%d">' % (self._row + 1))
            self._open_row = self._row
        head = f'<c r="{cell_name(self._row + 1, self._column + 1)}" s="{self._style}"'
        if in_place or self._kind == "inlineStr":
            cell = f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(in_place or value)}</t></is></c>'
        elif self._kind == "n" and not _is_number(value):
            cell = f'{head} t="str"><v>{escape(value)}</v></c>'
        elif self._kind == "e":
            cell = f'{head} t="e"><v>#N/A</v></c>'
        elif self._kind == "b":
            cell = f'{head} t="b"><v>{int(value.strip().lower() in _TRUE)}</v></c>'
        elif self._kind not in _TEXTS:
            cell = f'{head} t="{self._kind}"><v>{escape(value.strip())}</v></c>'
        else:
            cell = f'{head} t="{self._kind}"><v>{escape(value)}</v></c>'
        self._out.write(cell.encode())

    def end_row(self) -> None:
        """Close the row that is being written."""
        if self._out is not None and self._open_row >= 0:
            self._out.write(b"</row>")
            self._open_row = -1


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
