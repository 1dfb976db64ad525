"""An .xlsx file as its parts: some are changed or added, the others are copied as they are."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from lifecircle.office_parts import UnreadablePartError, as_utf8, has_macros, has_objects, names_types, part_path
from receipts.xml_splice import (
    Edit,
    Element,
    append_child,
    attribute,
    splice,
    walk,
)

_LARGEST_UNPACKED = 512 * 2**20
_UNSAFE_PARTS = ("vbaproject", "/embeddings/", "/activex/")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_EMPTY_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_CONTENT_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels", ".vml")
_NAMING = re.compile(rb"<[^>]*\b(?:Target|PartName)\s*=[^>]*>")
_ROOT = ""
"""The package itself, as the source of relations."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class UnfitPackageError(Exception):
    """The file is not what can be marked; the message says why."""


class Relation(NamedTuple):
    """What a part refers to: an id, the last word of its type, and the part's name."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of an .xlsx file."""

    def __init__(self, source: zipfile.ZipFile) -> None:
        """Take an open archive; it is read as long as the package is used.

        Raises:
            UnfitPackageError: it unpacks to too much, or carries macros or embedded objects.
        """
        self._source = source
        # by their paths: some programs write `\\`, which Excel takes for part of a name
        self._names: dict[str, str | None] = {part_path(name): name for name in source.namelist()}
        self._in_any_case = {path.lower(): path for path in reversed(self._names)}
        self._changed: dict[str, bytes] = {}
        if sum(info.file_size for info in source.infolist()) > _LARGEST_UNPACKED:
            raise UnfitPackageError("unpacks to more than 512 MiB")
        if any(unsafe in f"/{name.lower()}" for name in self._names for unsafe in _UNSAFE_PARTS) or any(
            has_macros(self[name]) or has_objects(self[name]) for name in self._names if names_types(name)
        ):
            raise UnfitPackageError("carries macros or embedded objects")

    @property
    def workbook(self) -> str:
        """The name of the workbook's part."""
        return self.related(_ROOT, "officeDocument")[0].part

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def __getitem__(self, part: str) -> bytes:
        return self._changed[part] if part in self._changed else self._read(part)

    def _read(self, part: str) -> bytes:
        """A part as it is to be written: XML in UTF-8, and the paths that it names with slashes."""
        name = self._names.get(part)
        if name is None:
            raise UnfitPackageError(f"lacks {part}")
        data = self._source.read(name)
        if not part.lower().endswith(_XML):
            return data
        try:
            data = as_utf8(data)
        except UnreadablePartError as error:
            raise UnfitPackageError(f"{part}: {error}") from error
        return _NAMING.sub(_with_slashes, data) if names_types(part) else data

    def __setitem__(self, part: str, data: bytes) -> None:
        self._names.setdefault(part, None)
        self._changed[part] = data

    def drop(self, part: str) -> None:
        """Leave a part out, and what it relates to with it."""
        for name in (part, _relations_part(part)):
            self._names.pop(name, None)
            self._changed.pop(name, None)

    def add(self, part: str, content_type: str, data: bytes) -> None:
        """Add a part, in place of one of that name."""
        if part not in self:
            new = f"ContentType={attribute(content_type)}/>"
            self[_CONTENT_TYPES] = append_child(
                self[_CONTENT_TYPES], "Types", lambda prefix: f'<{prefix}Override PartName="/{part}" {new}'
            )
        self[part] = data

    def related(self, part: str, kind: str | None = None) -> list[Relation]:
        """What a part relates to inside the package, of one kind or of all."""
        found: list[Relation] = []
        folder = posixpath.dirname(part)

        def on_start(element: Element) -> None:
            attributes = element.attributes
            if element.name == "Relationship" and attributes.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                name = self._as_named(path)
                found.append(Relation(attributes["Id"], attributes["Type"].rpartition("/")[2], name))

        if _relations_part(part) in self:
            walk(self[_relations_part(part)], on_start)
        return [relation for relation in found if kind in (None, relation.kind)]

    def _as_named(self, path: str) -> str:
        """A part's path as a relation names it; a part that is there in another case gets that name."""
        there = self._in_any_case.get(path.lower())
        if path not in self and there is not None and there in self:
            self._names[path] = self._names.pop(there)
            if there in self._changed:
                self._changed[path] = self._changed.pop(there)
        return path

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another; the relation's id."""
        relations = _relations_part(part)
        taken = {relation.id for relation in self.related(part)}
        free = next(name for number in range(len(taken) + 1) if (name := f"lifecircle{number}") not in taken)
        new = f'Id="{free}" Type="{_OFFICE}{kind}" Target="/{target}"/>'
        if relations not in self:
            self[relations] = _EMPTY_RELATIONS
        self[relations] = append_child(self[relations], "Relationships", lambda prefix: f"<{prefix}Relationship {new}")
        return free

    def unrelate(self, part: str, kind: str, only: str | None = None) -> None:
        """Take away a part's relations of a kind (or the one of that id), and the parts at their ends."""
        targets = {relation.id: relation.part for relation in self.related(part, kind) if only in (None, relation.id)}
        if not targets:
            return
        edits: list[Edit] = []

        def on_end(element: Element, _: int, end: int) -> None:
            if element.attributes.get("Id") in targets:
                edits.append((element.start, end, b""))

        relations = _relations_part(part)
        walk(self[relations], lambda element: None, on_end)
        self[relations] = splice(self[relations], edits)
        for target in targets.values():
            self.drop(target)
        self._forget(set(targets.values()))

    def save(self, path: Path) -> None:
        """Write the package; the same parts give the same bytes."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self._names:
                if not name.endswith("/"):
                    info = zipfile.ZipInfo(name, _EPOCH)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, self[name])

    def _forget(self, parts: set[str]) -> None:
        """Take parts out of the list of content types, which must name none that are absent."""
        edits: list[Edit] = []

        def on_end(element: Element, _: int, end: int) -> None:
            if element.attributes.get("PartName", "").lstrip("/") in parts:
                edits.append((element.start, end, b""))

        walk(self[_CONTENT_TYPES], lambda element: None, on_end)
        self[_CONTENT_TYPES] = splice(self[_CONTENT_TYPES], edits)


def _with_slashes(tag: re.Match[bytes]) -> bytes:
    """A tag that names a part, with slashes; a link that leads out of the package stays as typed."""
    return tag[0] if b'"External"' in tag[0] or b"'External'" in tag[0] else tag[0].replace(b"\\", b"/")


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
