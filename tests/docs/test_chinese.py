"""The Chinese that people read keeps to one style of punctuation, by a linter of Chinese writing (autocorrect).

Its rules on blanks between Chinese and figures are off: official documents have none (GB/T 15835).
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import autocorrect_py
import pytest
import yaml

from lifecircle.settings import PROJECT

_HELD = "某"
"""In the place of what is filled in."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_PATTERN = re.compile(r"\(\?|\\d|\]\?|\{1,")
_ENGLISH = re.compile(r"[a-z]+ [a-z]+ [a-z]+")
_INLINE = re.compile(r"</?(?:span|strong|small|time|b)\b[^>]*>")
_ROOMS = ("scorecards", "receipts", "lifecircle", "publishing")
_RULES = {
    "space-word": 0,
    "space-punctuation": 0,
    "space-bracket": 0,
    "space-dash": 0,
    "space-backticks": 0,
    "space-dollar": 0,
    "fullwidth": 1,
    "no-space-fullwidth": 1,
    "no-space-fullwidth-quote": 1,
    "halfwidth-word": 1,
    "halfwidth-punctuation": 1,
    "spellcheck": 0,
}


def templates() -> Iterator[str]:
    for room in _ROOMS:
        for path in (PROJECT / room).rglob("*.j2"):
            text = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            text = _INLINE.sub("", re.sub(r"\{\{.*?\}\}", _HELD, text, flags=re.DOTALL))
            yield from (line.strip() for part in re.split(r"<[^>]*>", text) for line in part.splitlines())


def code() -> Iterator[str]:
    for room in _ROOMS:
        for path in (PROJECT / room).rglob("*.py"):
            yield from _sentences(path)


def _sentences(path: Path) -> Iterator[str]:
    parts: set[int] = set()
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    for node in nodes:
        if isinstance(node, ast.Expr):
            # a docstring, for developers
            parts.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            parts |= {id(value) for value in node.values}
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else _HELD for each in node.values)
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value


def definitions() -> Iterator[str]:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for each in value.values():
                yield from texts(each)
        elif isinstance(value, list):
            for each in value:
                yield from texts(each)
        else:
            yield str(value)

    yield from texts(yaml.safe_load((PROJECT / "scorecards" / "definitions.yml").read_text(encoding="utf-8")))


def findings() -> Iterator[str]:
    with (PROJECT / "dbt_project" / "seeds" / "findings" / "finding_codes.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        for row in csv.reader(file):
            yield from (re.sub(r"\{\w+\}", _HELD, cell) for cell in row)


@pytest.mark.parametrize("sentences", [templates, code, definitions, findings], ids=lambda each: each.__name__)
def test_a_linter_of_chinese_has_nothing_to_mend(sentences: object) -> None:
    autocorrect_py.load_config(json.dumps({"rules": _RULES}))  # type: ignore[attr-defined]  # its stub forgets it
    assert callable(sentences)
    read = [
        text
        for text in sentences()
        if _CHINESE.search(text.replace(_HELD, "")) and not _PATTERN.search(text) and not _ENGLISH.search(text)
    ]
    assert len(read) > 40
    mended = {text: autocorrect_py.format(text) for text in read}
    assert {text: other for text, other in mended.items() if other != text} == {}
