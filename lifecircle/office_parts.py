"""Parts of an Office package: their paths, their encodings, and what their types say that they carry.

Source: docs/contract/submissions.md, Normalised and F01; ECMA-376 part 2 (paths are equal in any case).
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*?\?>""")
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>")
_GBK = frozenset({"gb2312", "gbk", "gb_2312-80", "cp936", "gb18030"})


_MACRO_TYPES = re.compile(rb"""Type\s*=\s*["'][^"']*(?:vba|macro|jsa?project|/scripts?["'/])""", re.IGNORECASE)
"""Types of relations and of parts: VBA, Excel 4, WPS's and ONLYOFFICE's scripts, whatever the part is called."""
_OBJECT_TYPES = re.compile(rb"""Type\s*=\s*["'][^"']*/(?:oleObject|package|control)["']""", re.IGNORECASE)
_LISTS_KEPT = 64
"""A unit's workbooks come from one template, and have the same lists."""
_TYPE_LISTS = (".rels", "[content_types].xml")


class UnreadablePartError(ValueError):
    """A part is in no encoding that it declares or anybody knows, or declares a DTD that the gate could not see."""


def part_path(name: str) -> str:
    """A part's name as a path, with slashes."""
    return name.replace("\\", "/").lstrip("/")


def names_types(name: str) -> bool:
    """Whether a part is a list of relations, or the list of all parts."""
    return name.lower().endswith(_TYPE_LISTS)


@lru_cache(_LISTS_KEPT)
def has_macros(types: bytes) -> bool:
    """Whether a list of types, in UTF-8, names macros of any office."""
    return _MACRO_TYPES.search(types) is not None


@lru_cache(_LISTS_KEPT)
def has_objects(types: bytes) -> bool:
    """Whether a list of types, in UTF-8, names embedded documents or controls with code."""
    return _OBJECT_TYPES.search(types) is not None


def is_in_utf8(begins: bytes) -> bool:
    """Whether a part that begins so is in UTF-8, as nearly all are."""
    if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0")):
        return False
    declared = _DECLARED.match(begins[:200].removeprefix(codecs.BOM_UTF8))
    return declared is None or declared[1].lower() in _UTF_8


def as_utf8(part: bytes) -> bytes:
    """The part in UTF-8; one that was in another encoding without its declaration.

    Raises:
        UnreadablePartError: it is not in the encoding that it declares, or declares a DTD that only this one shows.
    """
    if is_in_utf8(part):
        return part
    encoding = next((name for mark, name in (*_MARKS, *_UNMARKED) if part.startswith(mark)), None)
    declared = _DECLARED.match(part[:200])
    if encoding is None and declared:
        encoding = declared[1].decode("ascii").lower()
    if encoding in _GBK:
        encoding = "gb18030"
    try:
        text = part.decode(encoding or "utf-8")
    except (LookupError, UnicodeDecodeError) as error:
        raise UnreadablePartError(f"encoded as {encoding}") from error
    if "<!DOCTYPE" in text:  # what the gate could not see in this encoding
        raise UnreadablePartError("a DTD")
    return _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).encode()
