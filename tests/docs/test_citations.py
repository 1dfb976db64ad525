"""Every citation of a page of docs/ leads to a page, and to a section of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT

_SECTION = r"[A-Z][a-z]+(?: (?!and\b)[a-z]+)*|[A-Z]\d{1,2}\b|[a-z]+_[a-z_]+"
_CITATION = re.compile(rf"(docs/[\w/-]+\.md)(?:, (?P<section>{_SECTION}))?")
_LINK = re.compile(r"\[[^\]]*\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
_READ = {".py", ".sql", ".yml", ".csv", ".md", ".toml"}


def tracked(*endings: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    paths = [PROJECT / line for line in listed.splitlines()]
    # what a reader proves itself on is in the encodings of senders
    texts = [path for path in paths if path.parent.name != "known_good_files"]
    return [path for path in texts if path.suffix in endings and path.is_file()]


@cache
def sections_of(page: Path) -> set[str]:
    """The headings of a page, and the tables that it lists."""
    text = page.read_text(encoding="utf-8")
    bold = set(re.findall(r"^- \*\*([^*]+)\*\*", text, re.MULTILINE))
    return {*re.findall(r"^#+ (.+)$", text, re.MULTILINE), *re.findall(r"`(\w+)`", text), *bold}


def citations() -> Iterator[tuple[str, str, str | None]]:
    for path in tracked(*_READ):
        if path != Path(__file__):
            for match in _CITATION.finditer(path.read_text(encoding="utf-8")):
                yield str(path.relative_to(PROJECT)), match[1], match["section"]


def test_the_contract_is_cited() -> None:
    assert len([page for _, page, _ in citations() if page.startswith("docs/contract/")]) > 80


def test_every_cited_page_is_there() -> None:
    assert {(path, page) for path, page, _ in citations() if not (PROJECT / page).is_file()} == set()


def test_every_cited_section_is_a_heading_or_a_table_of_its_page() -> None:
    wrong = [
        f"{path} cites {page}, {section}"
        for path, page, section in citations()
        if section and (PROJECT / page).is_file() and section not in sections_of(PROJECT / page)
    ]
    assert wrong == []


@pytest.mark.parametrize("page", tracked(".md"), ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_link_between_pages_leads_to_a_file(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
