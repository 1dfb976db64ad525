"""Mark workbooks: the child process that opens strangers' files, and what it does with each.

    python -m receipts.marking

reads a request a line from its input and writes an answer a line to its output, both JSON; what it may use is limited.
Whatever is wrong with a file ends at worst this process: the parent (`marker.py`) starts another for the next file.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
import zlib
from collections import defaultdict
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from lifecircle.limits import limit_cpu, limit_files, limit_memory
from receipts.comments import write_comments
from receipts.marks import RESULTS_SHEET, Mark, comparable
from receipts.package import Package, UnfitPackageError
from receipts.results_sheet import write_results
from receipts.sheets import Cell, anchors, mark_cells
from receipts.styles import EMPTY_STYLES, FILLS, Styles
from receipts.xml_splice import Element, UnfitXmlError, walk

MEMORY_MIB = 1024
CPU_SECONDS = 60
LARGEST_COPY_MIB = 64

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_HEADER_ROWS = 60
"""A header or a cover's key whose row is not known is looked for in so many rows."""


def mark_workbook(source: Path, ending: str, marks: list[Mark], target: Path, ask: str = "") -> None:
    """Write the marked copy of a workbook as .xlsx.

    Args:
        source: the original; not changed.
        ending: xlsx, xls or ods.
        marks: what to mark, in the order in which the sheet 校验结果 lists it.
        target: the copy.
        ask: whom to ask, for the sheet 校验结果.

    Raises:
        UnfitPackageError, UnfitXmlError, CalamineError, zipfile.BadZipFile, zlib.error: it cannot be marked.
    """
    data = _as_xlsx(source.read_bytes(), ending)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = Package(archive)
        sheets = _sheets(package)
        rows = _Rows(data)
        placed = [(mark, _place(mark, rows) if mark.sheet in sheets else None) for mark in marks]
        styles_part = _styles_part(package)
        styles = Styles(package[styles_part])
        for number, (name, part) in enumerate(sheets.items(), start=1):
            if name != RESULTS_SHEET:
                _mark_sheet(
                    package, part, number, [(mark, cell) for mark, cell in placed if mark.sheet == name], styles
                )
        write_results(package, styles, placed, ask)
        package[styles_part] = styles.as_part()
        package.save(target)


def _mark_sheet(
    package: Package, part: str, number: int, placed: list[tuple[Mark, Cell | None]], styles: Styles
) -> None:
    shown_at = anchors(package[part], {cell for _, cell in placed if cell})
    messages: dict[Cell, list[str]] = defaultdict(list)
    severities: dict[Cell, str] = {}
    for mark, cell in placed:
        if cell:
            at = shown_at[cell]
            messages[at].append(mark.message)
            severities[at] = min(severities.get(at, mark.severity), mark.severity, key=list(FILLS).index)
    if severities:
        package[part] = mark_cells(package[part], severities, styles.marked)
    if severities or package.related(part, "comments"):
        write_comments(package, part, number, messages)


class _Rows:
    """The cells of a workbook's sheets, read only where a place has to be looked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._workbook: CalamineWorkbook | None = None
        self._sheets: dict[str, list[list[object]]] = {}

    def of_sheet(self, sheet: str) -> list[list[object]]:
        if sheet not in self._sheets:
            try:
                self._workbook = self._workbook or CalamineWorkbook.from_filelike(io.BytesIO(self._data))
                cells = self._workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                self._sheets[sheet] = [list(row) for row in cells]
            except (CalamineError, ValueError, OSError):
                self._sheets[sheet] = []  # an unusual spelling: the mark goes to the first cell of its row
        return self._sheets[sheet]


def _place(mark: Mark, rows: _Rows) -> Cell | None:
    """Where a mark belongs: its cell, else the cell that bears its header or is below it, else the first of its row."""
    if mark.row_number and mark.column_number:
        return mark.row_number, mark.column_number
    if mark.sheet is None or not (mark.row_number or mark.column_header):
        return None
    cells = rows.of_sheet(mark.sheet)
    own_row = [mark.row_number] if mark.row_number else []
    for row in [*own_row, *range(1, _HEADER_ROWS + 1)] if mark.column_header else []:
        for column, value in enumerate(cells[row - 1] if row <= len(cells) else [], start=1):
            if comparable(value) == comparable(mark.column_header):
                return mark.row_number or row, column
    if mark.row_number is None:
        return None
    row_cells = cells[mark.row_number - 1] if mark.row_number <= len(cells) else []
    return mark.row_number, next((column for column, value in enumerate(row_cells, start=1) if value != ""), 1)


def _as_xlsx(data: bytes, ending: str) -> bytes:
    if ending == "xlsx":
        return data
    # each reader is loaded only where it is needed: start-up counts
    if ending == "xls":
        from receipts.from_xls import convert_xls

        return convert_xls(data)
    from receipts.from_ods import convert_ods

    return convert_ods(data)


def _sheets(package: Package) -> dict[str, str]:
    """The worksheets: name -> part, in the workbook's order."""
    ids: dict[str, str] = {}

    def on_start(element: Element) -> None:
        if element.name == "sheet":
            relation = next((value for name, value in element.attributes.items() if name.endswith(":id")), "")
            ids[element.attributes["name"]] = relation

    workbook = package.workbook
    walk(package[workbook], on_start)
    parts = {relation.id: relation.part for relation in package.related(workbook, "worksheet")}
    return {name: parts[relation] for name, relation in ids.items() if relation in parts}


def _styles_part(package: Package) -> str:
    found = package.related(package.workbook, "styles")
    if found:
        return found[0].part
    part = "xl/styles.xml"
    package.add(part, _STYLES_TYPE, EMPTY_STYLES)
    package.relate(package.workbook, "styles", part)
    return part


def main() -> None:
    """Answer requests until there are no more."""
    limit_memory(MEMORY_MIB)
    limit_files(LARGEST_COPY_MIB)
    for line in sys.stdin:
        request = json.loads(line)
        limit_cpu(CPU_SECONDS)
        failure = None
        try:
            marks = [Mark(**mark) for mark in request["marks"]]
            source, target = Path(request["source"]), Path(request["target"])
            mark_workbook(source, request["ending"], marks, target, request["ask"])
        except (UnfitPackageError, UnfitXmlError, CalamineError, zipfile.BadZipFile, zlib.error, OSError) as error:
            failure = f"{type(error).__name__}: {error}"
        sys.stdout.write(json.dumps({"failure": failure}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
