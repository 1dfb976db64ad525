"""A worksheet's part with cells marked: styles change and blank cells are added, values stay byte for byte."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from lifecircle.cell_names import cell_name, column_of, row_of
from receipts.xml_splice import (
    Edit,
    Element,
    UnfitXmlError,
    added_inside,
    refuse_dtd,
    splice,
    walk,
    with_attribute,
)

Cell = tuple[int, int]
"""Row and column, as Excel counts them."""

_SHEET_DATA = re.compile(rb"<(?:\w+:)?sheetData\s*/?>")
_SHEET_DATA_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_ROW = re.compile(rb"""<(\w+:)?row(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z$]+\d+):([A-Z$]+\d+)[\"']")
_AFTER_LEGACY_DRAWING = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "AlternateContent",
)
"""What may follow the reference to comments in a worksheet; order is binding."""
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def anchors(data: bytes, cells: set[Cell]) -> dict[Cell, Cell]:
    """Where a mark on each cell shows: at the first cell of the merged range that covers it, else at itself."""
    found = {cell: cell for cell in cells}
    for first, last in _MERGE.findall(data):
        top, left = row_of(first.decode()), column_of(first.decode())
        bottom, right = row_of(last.decode()), column_of(last.decode())
        found |= {
            (row, column): (top, left) for row, column in cells if top <= row <= bottom and left <= column <= right
        }
    return found


def mark_cells(data: bytes, severities: Mapping[Cell, str], style: Callable[[int, str], int]) -> bytes:
    """Give cells the style of their mark; a cell that the row lacks is added, a row that the sheet lacks is not.

    Args:
        data: the worksheet's part.
        severities: what each cell is marked as.
        style: the number of the style for an old one and a severity.

    Raises:
        UnfitXmlError: the part cannot be changed in place.
    """
    refuse_dtd(data)
    pending: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(severities):
        pending[row].append(column)
    edits: list[Edit] = []
    for number, start, end in _rows(data):
        if number in pending:
            marks = {column: severities[number, column] for column in pending[number]}
            edits += [(start + at, start + to, new) for at, to, new in _mark_row(data[start:end], number, marks, style)]
    return splice(data, edits)


def _rows(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The rows of a worksheet: number, and where it begins and ends; what is in them is not looked at."""
    first, last = _sheet_data(data)
    number = 0
    for head in _ROW.finditer(data, first, last):
        reference = _ROW_NUMBER.search(head[0])
        number = int(reference[1]) if reference else number + 1
        closing = b"</" + (head[1] or b"") + b"row"
        end = head.end() if head[0].endswith(b"/>") else data.index(b">", data.index(closing, head.end())) + 1
        yield number, head.start(), end


def _sheet_data(data: bytes) -> tuple[int, int]:
    opening = _SHEET_DATA.search(data)
    closing = _SHEET_DATA_END.search(data, opening.end()) if opening else None
    if opening is None or (closing is None and not opening[0].endswith(b"/>")):
        raise UnfitXmlError("no rows")
    return opening.end(), closing.start() if closing else opening.end()


def _mark_row(row: bytes, number: int, marks: dict[int, str], style: Callable[[int, str], int]) -> list[Edit]:
    waiting = sorted(marks)
    edits: list[Edit] = []
    column_number = 0

    def blank(column: int, prefix: str) -> bytes:
        return f'<{prefix}c r="{cell_name(number, column)}" s="{style(0, marks[column])}"/>'.encode()

    def on_start(element: Element) -> None:
        nonlocal column_number
        if element.name != "c":
            return
        reference = element.attributes.get("r")
        column_number = column_of(reference) if reference else column_number + 1
        while waiting and waiting[0] < column_number:
            edits.append((element.start, element.start, blank(waiting.pop(0), element.prefix)))
        if waiting and waiting[0] == column_number:
            style_number = style(int(element.attributes.get("s", 0)), marks[waiting.pop(0)])
            head = row[element.start : element.head_end]
            edits.append((element.start, element.head_end, with_attribute(head, "s", str(style_number))))

    def on_end(element: Element, inner_end: int, _: int) -> None:
        if element.name == "row" and waiting:
            content = b"".join(blank(column, element.prefix) for column in waiting)
            edits.append(added_inside(row, element, inner_end, content))

    walk(row, on_start, on_end)
    return edits


def comments_relation(data: bytes) -> str | None:
    """The id of the relation to the drawing of the sheet's comments and controls; None without one."""
    first, last = _sheet_data(data)
    found: list[str] = []

    def on_start(element: Element) -> None:
        if element.depth == 1 and element.name == "legacyDrawing":
            found.extend(value for name, value in element.attributes.items() if name.endswith(":id"))

    walk(data[:first] + data[last:], on_start)
    return found[0] if found else None


def refer_to_comments(data: bytes, relation_id: str) -> bytes:
    """Let a worksheet show the comments whose drawing is related to it by this id."""
    # without its rows: what is looked for is before and behind them
    first, last = _sheet_data(data)
    frame = data[:first] + data[last:]
    edits: list[Edit] = []
    place: list[tuple[int, str]] = []

    def on_end(element: Element, inner_end: int, end: int) -> None:
        if element.depth == 1 and element.name == "legacyDrawing":
            edits.append((element.start, end, b""))
        follows = element.depth == 1 and element.name in _AFTER_LEGACY_DRAWING
        if not place and (follows or element.depth == 0):
            place.append((element.start if follows else inner_end, element.prefix))

    walk(frame, lambda element: None, on_end)
    if not place:
        raise UnfitXmlError("no worksheet")
    at, prefix = place[0]
    new = f'<{prefix}legacyDrawing xmlns:r="{_RELATIONS}" r:id="{relation_id}"/>'
    changed = splice(frame, [*edits, (at, at, new.encode())])
    return changed[:first] + data[first:last] + changed[first:]
