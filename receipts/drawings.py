"""The drawing in which a worksheet's comments stand beside its form controls: those are made anew, these stay."""

from __future__ import annotations

import re

from receipts.xml_splice import Edit, Element, UnfitXmlError, added_inside, splice, walk

_NAMESPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_NUMBER = re.compile(rb"_s(\d{1,9})[\"']")
_FIRST_NUMBER = 1025


def without_notes(data: bytes) -> bytes | None:
    """The drawing without the shapes of comments; None where there is nothing else.

    Raises:
        UnfitXmlError: it is no XML.
    """
    notes: list[Edit] = []
    kept: list[str] = []
    is_note = False

    def on_start(element: Element) -> None:
        nonlocal is_note
        if element.name == "ClientData":
            is_note = element.attributes.get("ObjectType") == "Note"

    def on_end(element: Element, _: int, end: int) -> None:
        nonlocal is_note
        if element.depth != 1 or element.name in ("shapelayout", "shapetype"):
            return
        if is_note:
            notes.append((element.start, end, b""))
        else:
            kept.append(element.name)
        is_note = False

    walk(data, on_start, on_end)
    return splice(data, notes) if kept else None


def next_shape(data: bytes) -> int:
    """A number that no shape of the drawing has, nor any after it."""
    return max(map(int, _SHAPE_NUMBER.findall(data)), default=_FIRST_NUMBER - 1) + 1


def with_shapes(data: bytes, shapes: str) -> bytes:
    """The drawing with more shapes at its end.

    Raises:
        UnfitXmlError: it is no XML.
    """
    if not shapes:
        return data
    edits: list[Edit] = []
    # their prefixes are theirs, whatever the drawing's own are
    content = shapes.replace("<v:shape ", f"<v:shape{_NAMESPACES} ").encode()

    def on_end(element: Element, inner_end: int, _: int) -> None:
        if element.depth == 0:
            edits.append(added_inside(data, element, inner_end, content))

    walk(data, lambda element: None, on_end)
    if not edits:
        raise UnfitXmlError("no drawing")
    return splice(data, edits)
