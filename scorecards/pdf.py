"""The PDF of an edition: the quarter's page and one page for each town, from the pages' own templates.

A4, tagged (PDF/UA-1), with contents, bookmarks and page numbers.  It carries no time but the edition's own: same input,
same bytes, on a system with the same fonts.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Template

from lifecircle.wording import edition_name, quarter_name
from scorecards.edition import Edition
from scorecards.figures.evidence import Evidence
from scorecards.figures.quarter import Quarter
from scorecards.pages.templating import TEMPLATES, edition_context, environment
from scorecards.paper.tree import Node, read_tree

_BOOK = Path(__file__).parent / "paper" / "book.typ"
_FONTS = {"Noto Sans CJK SC", "Noto Serif CJK SC"}
_TOWN_PAGE = re.compile(r"towns/(\w+)\.html(?:#\w+)?")
_EVIDENCE_PAGE = re.compile(r"evidence/\w+-(\w+)\.html(?:#\w+)?")
_FOR_BROWSERS = {"path", "skip", "contents links"}
"""Classes of what leads from page to page: a book has contents and page numbers for that."""


class PdfUnavailableError(Exception):
    """This system lacks a Chinese font to set pages with; the message says so."""


def check_pdf() -> None:
    """Check that this system can make PDFs.

    Raises:
        PdfUnavailableError: it cannot.
    """
    import typst

    if not set(typst.Fonts().families()) >= _FONTS:
        raise PdfUnavailableError("there is no Chinese font")


def render_pdf(quarter: Quarter, edition: Edition, evidence: Evidence) -> bytes:
    """Render an edition's PDF.

    Args:
        quarter: its figures.
        edition: which edition they are.
        evidence: what the towns' losses are told from.

    Raises:
        PdfUnavailableError: this system cannot make PDFs.
    """
    check_pdf()
    import typst

    template: Template = environment().get_template("print.html.j2")
    tree = read_tree(
        template.render({**edition_context(quarter, edition, evidence), "without_rows": True}), _drawing_rules()
    )
    _leave_out_what_is_for_browsers(tree)
    _keep_links_within(tree, set(_anchors(tree)))
    name = f"{quarter.district_name}“15分钟社区生活圈”行动{quarter_name(quarter.quarter)}评分卡"
    book = {
        "title": f"{name}（{edition_name(edition.name)}）",
        "author": quarter.district_name,
        "description": f"{name}，{edition_name(edition.name)}",
        "foot": f"{name} · {edition_name(edition.name)}{' 演示用，非正式批准' if edition.is_demo else ''}",
        "tree": tree,
    }
    content: bytes = typst.compile(
        _BOOK,
        sys_inputs={"book": json.dumps(book, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(edition.as_of.timestamp()),
    )
    return content


def _elements(node: Node) -> list[Any]:
    return [kid for kid in node["kids"] if isinstance(kid, dict)]


def _anchors(node: Node) -> list[str]:
    """The headings that a link can lead to."""
    own = [node["id"]] if node["tag"] in ("h1", "h2", "h3", "h4") and "id" in node else []
    return own + [anchor for kid in _elements(node) for anchor in _anchors(kid)]


def _leave_out_what_is_for_browsers(node: Node) -> None:
    node["kids"] = [kid for kid in node["kids"] if isinstance(kid, str) or kid.get("class") not in _FOR_BROWSERS]
    for kid in _elements(node):
        _leave_out_what_is_for_browsers(kid)


def _keep_links_within(node: Node, anchors: set[str]) -> None:
    """Let links to a town's page lead to its page here; evidence does not travel with the file: name its metric."""
    for kid in _elements(node):
        _keep_links_within(kid, anchors)
    if node["tag"] != "a":
        return
    address = node.pop("href", "")
    town, evidence = _TOWN_PAGE.fullmatch(address), _EVIDENCE_PAGE.fullmatch(address)
    if evidence and node["kids"][:1] == ["证据"]:
        node["kids"] = [evidence[1]]
    target = f"town-{town[1]}" if town else address.removeprefix("#")
    if target in anchors:
        node["target"] = target


@cache
def _drawing_rules() -> str:
    colours = dict(re.findall(r"--(\w+): (#\w+)", (TEMPLATES / "page.css").read_text(encoding="utf-8")))
    rules = (TEMPLATES / "print" / "drawings.css").read_text(encoding="utf-8")
    return re.sub(r"var\(--(\w+)\)", lambda used: colours[used[1]], rules)
