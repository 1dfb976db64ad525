"""The book's HTML as nested data, so that Typst sets it: texts stay texts, whatever they contain."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

_VOID = {"meta", "link", "br"}
_SKIPPED = {"head", "script", "style"}
_BLANKS = re.compile(r"[ \t\r\n]+")
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" '

Node = dict[str, Any]
"""An element: `tag`, its attributes, `kids` (texts and elements in their order); a drawing has its source as `svg`."""


def read_tree(html: str, drawing_rules: str) -> Node:
    """Read a page as our templates write it: well-formed, every element closed.

    Args:
        html: the page.
        drawing_rules: CSS that drawings are given, since no rule of the page reaches into them on paper.

    Returns:
        The root of its body's elements.
    """
    reader = _Reader(drawing_rules)
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self, drawing_rules: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Node = {"tag": "root", "kids": []}
        self._open = [self.root]
        self._skipped = 0
        self._drawing: Node | None = None
        self._rules = f"<style>{drawing_rules}</style>"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in _SKIPPED
        if self._skipped:
            return
        if self._drawing is not None:
            self._drawing["svg"] += self.get_starttag_text()
            return
        parent = self._open[-1]
        node: Node = {"tag": tag, **{name: value or "" for name, value in attrs}, "kids": []}
        parent["kids"].append(node)
        if tag == "svg":
            self._begin_drawing(node, parent.get("class", ""))
        elif tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self._drawing is None and tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped -= 1
        elif self._drawing is not None:
            self._drawing["svg"] += f"</{tag}>"
            if tag == "svg":
                self._drawing = None
        elif not self._skipped and tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped and self._drawing is None:
            self._open[-1]["kids"].append(_BLANKS.sub(" ", data))

    def _begin_drawing(self, node: Node, class_of_parent: str) -> None:
        """Take a drawing as it is written: its colour is that of the element it is in."""
        written = re.sub(r' class="[^"]*"', "", self.get_starttag_text() or "", count=1)
        classes = f"{node.get('class', '')} {class_of_parent}".strip()
        node["svg"] = written.replace("<svg ", f'{_SVG}class="{classes}" ', 1) + self._rules
        # all others are beside the word or the figure that they show
        node["alt"] = node.get("aria-label", "图示")
        self._drawing = node
