"""What the small parts of a .xlsx say: where sheets, styles and texts are, which sheets are hidden, how numbers show.

Parts are found by their relations, in any case and with either slash (docs/contract/submissions.md, Normalised).
A unit's workbooks come from one template: what these parts say is worked out once for all that have the same.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote
from xml.etree import ElementTree

from ingestion.number_formats import is_plain
from ingestion.package import Package
from lifecircle.office_parts import UnreadablePartError, as_utf8, part_path

_PARTS_KEPT = 16
_USUAL_MAIN, _USUAL_STYLES, _USUAL_STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
_BUILT_IN = {9: "0%", 10: "0.00%"}
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name, the part that holds it, whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class WorkbookParts:
    """A workbook's parts by the names that they have in the package."""

    main: str
    sheets: tuple[SheetPart, ...]
    styles: str | None
    strings: str | None
    is_from_1904: bool
    formats: Mapping[int, str]
    """The cell styles (indices of cellXfs) whose number format shows some numbers otherwise: the format."""
    is_usual: bool
    """Whether everything is where, and written as, nearly every program does it."""


def read_parts(package: Package) -> WorkbookParts:
    """Find the parts by their relations, from the package's own on.

    Raises:
        UnreadablePartError: one of them cannot be decoded, or declares a DTD.
    """
    root = _relations(_text(package, "_rels/.rels"))
    path = next((target for kind, target in root.values() if kind == "officeDocument"), _USUAL_MAIN)
    main = package.find(_joined("", path)) or _USUAL_MAIN
    folder, name = posixpath.split(part_path(main))
    relations = _relations(_text(package, f"{folder}/_rels/{name}.rels"))
    declared, is_from_1904 = _workbook(_text(package, main))
    sheets, is_usual = [], main == _USUAL_MAIN
    for title, relation, is_hidden in declared:
        kind, target = relations.get(relation, ("", ""))
        path = _joined(folder, target)
        part = package.find(path)
        if kind == "worksheet" and part is not None:
            sheets.append(SheetPart(title, part, is_hidden))
            is_usual = is_usual and part == path
    found = {kind: package.find(_joined(folder, target)) for kind, target in relations.values()}
    styles, strings = found.get("styles"), found.get("sharedStrings")
    is_usual = is_usual and styles in (None, _USUAL_STYLES) and strings in (None, _USUAL_STRINGS)
    used = {main, styles, strings, *(sheet.part for sheet in sheets)}
    formats = _formats(_text(package, styles)) if styles else {}
    is_usual = is_usual and not used & package.recoded
    return WorkbookParts(main, tuple(sheets), styles, strings, is_from_1904, formats, is_usual)


def _text(package: Package, path: str) -> bytes:
    part = as_utf8(package.part_or_none(path) or b"")
    if b"<!DOCTYPE" in part:  # the gate takes one for a picture whose relation makes it something else
        raise UnreadablePartError("a DTD")
    return part


def _joined(folder: str, target: str) -> str:
    return part_path(posixpath.normpath(posixpath.join(folder, unquote(target).replace("\\", "/"))))


@lru_cache(_PARTS_KEPT)
def _relations(part: bytes) -> dict[str, tuple[str, str]]:
    """Id -> the last word of its type, and its target as written."""
    return {
        item.get("Id", ""): (item.get("Type", "").rpartition("/")[2], item.get("Target", ""))
        for item in _xml(part)
        if item.get("TargetMode") != "External"
    }


@lru_cache(_PARTS_KEPT)
def _workbook(part: bytes) -> tuple[tuple[tuple[str, str, bool], ...], bool]:
    """(name, id of its relation, whether it is hidden) of each sheet; whether days are counted from 1904."""
    sheets, is_from_1904 = [], False
    for item in _xml(part).iter():
        if _kind(item.tag) == "sheet":
            relation = next((value for name, value in item.attrib.items() if name.endswith("}id")), "")
            sheets.append((item.get("name", ""), relation, item.get("state", "visible") != "visible"))
        elif _kind(item.tag) == "workbookPr":
            is_from_1904 = item.get("date1904", "").lower() in _TRUE
    return tuple(sheets), is_from_1904


@lru_cache(_PARTS_KEPT)
def _formats(part: bytes) -> dict[int, str]:
    codes: dict[int, str] = dict(_BUILT_IN)
    styles: list[int] = []
    for item in _xml(part).iter():
        if _kind(item.tag) == "numFmt":
            codes[_number(item.get("numFmtId"))] = item.get("formatCode", "")
        elif _kind(item.tag) == "cellXfs":
            styles = [_number(style.get("numFmtId")) for style in item]
    shown = {number for number, code in codes.items() if not is_plain(code)}
    return {index: codes[number] for index, number in enumerate(styles) if number in shown}


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _xml(part: bytes) -> ElementTree.Element:
    # no DTD was let through: there is nothing that could expand
    try:
        return ElementTree.fromstring(part)
    except ElementTree.ParseError:
        return ElementTree.Element("none")


def _kind(tag: str) -> str:
    return tag.rpartition("}")[2]
