"""Changing an XML part in place: the bytes that are not changed stay as they are, prefixes and all.

Parsing and writing a part anew would rename its namespaces' prefixes, which other attributes of Office's formats refer
to by name; so parts are read for the places of their tags, and spliced.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class UnfitXmlError(Exception):
    """A part is not what can be changed in place: a DTD, another encoding, no XML."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element as written: local name, prefix (`x:` or nothing), attributes by their names as written."""

    name: str
    prefix: str
    depth: int
    attributes: dict[str, str]
    start: int
    head_end: int
    """Where its start tag ends."""
    is_empty: bool


Edit = tuple[int, int, bytes]
"""Bytes from, to, and what replaces them."""


def walk(
    data: bytes,
    on_start: Callable[[Element], None],
    on_end: Callable[[Element, int, int], None] = lambda element, inner_end, end: None,
) -> None:
    """Tell of every element as it begins and ends (where its end tag begins, and where it ends).

    Raises:
        UnfitXmlError: the part declares a DTD, is not UTF-8, or no XML.
    """
    opened: list[Element] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        head = _TAG.match(data, at)
        if head is None:
            raise UnfitXmlError("a tag without end")
        prefix, _, name = tag.rpartition(":")
        is_empty = data[head.end() - 2 : head.end()] == b"/>"
        element = Element(name, prefix and f"{prefix}:", len(opened), attributes, at, head.end(), is_empty)
        opened.append(element)
        on_start(element)

    def end(_: str) -> None:
        element = opened.pop()
        if element.is_empty:
            on_end(element, element.head_end, element.head_end)
        else:
            at = parser.CurrentByteIndex
            on_end(element, at, data.index(b">", at) + 1)

    def check_encoding(_: str, encoding: str | None, __: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii", "ascii"):
            raise UnfitXmlError(f"encoded as {encoding}")

    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnfitXmlError("encoded as UTF-16")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = _refuse, check_encoding
    _parse(parser, data)


def refuse_dtd(data: bytes) -> None:
    """Look through a part before something else parses it that would resolve what a DTD declares.

    Raises:
        UnfitXmlError: the part declares a DTD, or is no XML.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    _parse(parser, data)


def splice(data: bytes, edits: list[Edit]) -> bytes:
    """Make the changes, which must not overlap; of several at one place the order is kept."""
    pieces: list[bytes] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        pieces += [data[at:start], new]
        at = end
    return b"".join([*pieces, data[at:]])


def append_child(data: bytes, parent: str, child: Callable[[str], str]) -> bytes:
    """Add a last child to the first element of that name; `child` is given the prefix that it must bear."""
    edits: list[Edit] = []

    def on_end(element: Element, inner_end: int, end: int) -> None:
        if element.name == parent and not edits:
            edits.append(added_inside(data, element, inner_end, child(element.prefix).encode()))

    walk(data, lambda element: None, on_end)
    if not edits:
        raise UnfitXmlError(f"no element {parent}")
    return splice(data, edits)


def added_inside(data: bytes, element: Element, inner_end: int, content: bytes) -> Edit:
    """The change that puts content at the end of an element, an empty one too."""
    if not element.is_empty:
        return inner_end, inner_end, content
    tag = data[element.start + 1 : element.head_end - 2].split()[0]
    return element.head_end - 2, element.head_end, b">" + content + b"</" + tag + b">"


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """Give a start tag an attribute, in place of the one that it has of that name."""
    new = f" {name}={quoteattr(value)}".encode()
    old = re.compile(rb"\s" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""")
    if old.search(tag):
        return old.sub(lambda _: new, tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + new + tag[end:]


def text(value: str) -> str:
    """Write text for an XML part: what XML cannot hold is shown as a replacement sign."""
    return escape(_ILLEGAL.sub("\ufffd", value))


def attribute(value: str) -> str:
    """Write an attribute's value with its quotes."""
    return quoteattr(_ILLEGAL.sub("\ufffd", value))


def _refuse(*_: object) -> None:
    raise UnfitXmlError("a DTD")


def _parse(parser: expat.XMLParserType, data: bytes) -> None:
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnfitXmlError(str(error)) from error
