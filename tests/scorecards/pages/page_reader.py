"""Pages as a reader reads them."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "br"}


class Words(str):
    """What a page says; blanks between cells do not matter."""

    def __contains__(self, said: object) -> bool:
        return "".join(str(said).split()) in "".join(self.split())


class Page(HTMLParser):
    """Reads a page as a reader would: its words, its addresses, and whether every element is closed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.words = ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words += data


def words(path: Path) -> Words:
    """What the page of a file says."""
    return Words(Page(path).words)
