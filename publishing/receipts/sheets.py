"""A worksheet's part with cells marked: styles change and blank cells are added, values stay byte for byte."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from publishing.receipts.marks import cell_name, column_of, row_of
from publishing.receipts.xml_splice import Edit, Element, UnfitXmlError, added_inside, splice, walk, with_attribute

Cell = tuple[int, int]
"""Row and column, as Excel counts them."""

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
        top, left, bottom, right = (of(name.decode()) for name in (first, last) for of in (row_of, column_of))
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
    pending: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(severities):
        pending[row].append(column)
    edits: list[Edit] = []
    row_number = column_number = 0

    def blank(column: int, prefix: str) -> bytes:
        number = style(0, severities[row_number, column])
        return f'<{prefix}c r="{cell_name(row_number, column)}" s="{number}"/>'.encode()

    def on_start(element: Element) -> None:
        nonlocal row_number, column_number
        if element.name == "row":
            row_number, column_number = int(element.attributes.get("r", row_number + 1)), 0
        elif element.name == "c":
            reference = element.attributes.get("r")
            column_number = column_of(reference) if reference else column_number + 1
            waiting = pending.get(row_number, [])
            while waiting and waiting[0] < column_number:
                edits.append((element.start, element.start, blank(waiting.pop(0), element.prefix)))
            if waiting and waiting[0] == column_number:
                severity = severities[row_number, waiting.pop(0)]
                number = style(int(element.attributes.get("s", 0)), severity)
                head = data[element.start : element.head_end]
                edits.append((element.start, element.head_end, with_attribute(head, "s", str(number))))

    def on_end(element: Element, inner_end: int, _: int) -> None:
        if element.name == "row" and (waiting := pending.pop(row_number, [])):
            content = b"".join(blank(column, element.prefix) for column in waiting)
            edits.append(added_inside(data, element, inner_end, content))

    walk(data, on_start, on_end)
    return splice(data, edits)


def refer_to_comments(data: bytes, relation_id: str) -> bytes:
    """Let a worksheet show the comments whose drawing is related to it by this id."""
    edits: list[Edit] = []
    place: list[tuple[int, str]] = []

    def on_end(element: Element, inner_end: int, end: int) -> None:
        if element.depth == 1 and element.name == "legacyDrawing":
            edits.append((element.start, end, b""))
        follows = element.depth == 1 and element.name in _AFTER_LEGACY_DRAWING
        if not place and (follows or element.depth == 0):
            place.append((element.start if follows else inner_end, element.prefix))

    walk(data, lambda element: None, on_end)
    if not place:
        raise UnfitXmlError("no worksheet")
    at, prefix = place[0]
    new = f'<{prefix}legacyDrawing xmlns:r="{_RELATIONS}" r:id="{relation_id}"/>'
    return splice(data, [*edits, (at, at, new.encode())])
