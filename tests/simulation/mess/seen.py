"""What is seen in the files of an inbox."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from simulation.simulator import SimulationResult


@dataclass
class Seen:
    """What stands in the files of an inbox."""

    result: SimulationResult
    paths: set[str] = field(default_factory=set)
    sheets: set[str] = field(default_factory=set)
    cells: set[str] = field(default_factory=set)
    """The texts of all cells that can be read."""
    xml: str = ""
    """The sheets of all .xlsx, their styles, and the names of their parts."""
    ods: str = ""
    heads: set[bytes] = field(default_factory=set)
    """The first bytes of all files."""


def look(result: SimulationResult) -> Seen:
    """Read all files, as far as they can be read."""
    seen = Seen(result)
    xml: list[str] = []
    for path in sorted(path for path in result.out.rglob("*") if path.is_file()):
        seen.paths.add(path.relative_to(result.out).as_posix())
        seen.heads.add(path.read_bytes()[:8])
        ending = path.suffix.lower()
        if ending == ".csv":
            seen.cells |= set(path.read_bytes().decode("gb18030", errors="replace").replace("\n", ",").split(","))
        elif ending in (".xlsx", ".xls", ".ods"):
            _look(path, seen)
        if ending == ".xlsx" and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                xml += parts.namelist()
                xml += [parts.read(name).decode() for name in parts.namelist() if "sheets/sheet" in name]
        if ending == ".ods" and zipfile.is_zipfile(path):
            seen.ods += zipfile.ZipFile(path).read("content.xml").decode()
    seen.xml = "\n".join(xml)
    return seen


def _look(path: Path, seen: Seen) -> None:
    try:
        book = CalamineWorkbook.from_path(path)
        rows = [row for name in book.sheet_names for row in _rows(book, name)]
    except CalamineError:
        # what is spoilt on purpose: its first bytes are seen
        return
    seen.sheets |= set(book.sheet_names)
    seen.cells |= {cell for row in rows for cell in row if isinstance(cell, str)}


def _rows(book: CalamineWorkbook, name: str) -> list[list[object]]:
    sheet = book.get_sheet_by_name(name)
    # a cell that strayed far away would be a table of millions of blanks
    if sheet.total_height > 10_000 or sheet.total_width > 256:
        return []
    return [list(row) for row in sheet.to_python()]
