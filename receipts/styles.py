"""The styles part of a marked workbook: a marked cell looks as before, but for its fill."""

from __future__ import annotations

from receipts.xml_splice import Edit, Element, UnfitXmlError, added_inside, splice, walk, with_attribute

FILLS = {"fatal": "FFF8B9AE", "error": "FFF8B9AE", "further": "FFF8B9AE", "warning": "FFFFE08A", "heading": "FFE7E3DC"}
"""The colour of a severity, and of the headings of our own sheet.

They tell our marks from the sender's own fills when a mended copy comes back.
"""

_LINK = "FF1F5F9E"

EMPTY_STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Styles:
    """A styles part that grows: a new style each for an old one and a severity, and those of our own sheet."""

    def __init__(self, data: bytes) -> None:
        """Read the part.

        Raises:
            UnfitXmlError: it has no fonts, fills or cell formats.
        """
        self._data = data
        self._lists: dict[str, tuple[Element, int]] = {}
        self._items: dict[str, list[tuple[Element, bytes]]] = {"fonts": [], "fills": [], "cellXfs": []}
        self._edits: list[Edit] = []
        self._fonts: list[str] = []
        self._formats: list[bytes] = []
        self._marked: dict[tuple[int, str], int] = {}
        parents: list[str] = []

        def on_start(element: Element) -> None:
            parents.append(element.name)

        def on_end(element: Element, inner_end: int, end: int) -> None:
            parents.pop()
            if element.depth == 1 and element.name in self._items:
                self._lists[element.name] = element, inner_end
            if element.depth == 2 and parents[1] in self._items:
                self._items[parents[1]].append((element, data[element.start : end]))

        walk(data, on_start, on_end)
        if self._lists.keys() != self._items.keys() or not self._items["cellXfs"]:
            raise UnfitXmlError("styles without fonts, fills or cell formats")
        self._prefix = self._items["cellXfs"][0][0].prefix
        self._first_fill = len(self._items["fills"])
        self._unmark()

    def marked(self, style: int, severity: str) -> int:
        """The style of a cell that had the given one, now marked."""
        if (style, severity) not in self._marked:
            formats = self._items["cellXfs"]
            _, old = formats[style if style < len(formats) else 0]
            fill = self._first_fill + list(FILLS).index(severity)
            self._marked[style, severity] = self._add(_with_fill(old, fill))
        return self._marked[style, severity]

    def add_own(self, fill: str | None = None, *, is_bold: bool = False, is_link: bool = False, size: int = 11) -> int:
        """Add a style of our own sheet: wrapped text, at the top."""
        prefix = self._prefix
        weight = f"<{prefix}b/>" if is_bold else f"<{prefix}u/>" if is_link else ""
        colour = f'<{prefix}color rgb="{_LINK}"/>' if is_link else ""
        self._fonts.append(
            f'<{prefix}font>{weight}<{prefix}sz val="{size}"/>{colour}<{prefix}name val="宋体"/></{prefix}font>'
        )
        font = len(self._items["fonts"]) + len(self._fonts) - 1
        fill_id = self._first_fill + list(FILLS).index(fill) if fill else 0
        return self._add(
            f'<{prefix}xf numFmtId="49" fontId="{font}" fillId="{fill_id}" borderId="0" xfId="0" applyNumberFormat="1" '
            f'applyFont="1" applyFill="1" applyAlignment="1">'
            f'<{prefix}alignment vertical="top" wrapText="1"/></{prefix}xf>'.encode()
        )

    def as_part(self) -> bytes:
        """The part with all that was added."""
        prefix = self._prefix
        fills = "".join(
            f'<{prefix}fill><{prefix}patternFill patternType="solid">'
            f'<{prefix}fgColor rgb="{colour}"/><{prefix}bgColor indexed="64"/>'
            f"</{prefix}patternFill></{prefix}fill>"
            for colour in FILLS.values()
        )
        added = {
            "fonts": (len(self._fonts), "".join(self._fonts).encode()),
            "fills": (len(FILLS), fills.encode()),
            "cellXfs": (len(self._formats), b"".join(self._formats)),
        }
        edits = list(self._edits)
        for name, (number, content) in added.items():
            element, inner_end = self._lists[name]
            edits.append(added_inside(self._data, element, inner_end, content))
            head = self._data[element.start : element.head_end]
            count = str(len(self._items[name]) + number)
            edits.append((element.start, element.head_end, with_attribute(head, "count", count)))
        return splice(self._data, edits)

    def _add(self, style: bytes) -> int:
        self._formats.append(style)
        return len(self._items["cellXfs"]) + len(self._formats) - 1

    def _unmark(self) -> None:
        """Take our fills from a copy that comes back: what is still wrong will be marked again."""
        colours = [f'"{colour}"'.encode() for colour in set(FILLS.values())]
        our_fills = {
            str(number)
            for number, (_, fill) in enumerate(self._items["fills"])
            if any(colour in fill.replace(b"'", b'"').upper() for colour in colours)
        }
        formats = self._items["cellXfs"]
        for number, (element, style) in enumerate(formats):
            if element.attributes.get("fillId") in our_fills:
                formats[number] = element, _with_fill(style, 0)
                head = self._data[element.start : element.head_end]
                self._edits.append((element.start, element.head_end, with_attribute(head, "fillId", "0")))


def _with_fill(style: bytes, fill: int) -> bytes:
    head, closing, rest = style.partition(b">")
    head = with_attribute(head + closing, "fillId", str(fill))
    return with_attribute(head, "applyFill", "1") + rest
