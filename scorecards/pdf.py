"""The PDF of an edition: the quarter's page and one page for each town, from the pages' own templates.

A4, tagged (PDF/UA-1), with contents, bookmarks and page numbers.  It carries no time but the edition's own: same input,
same bytes, on a system with the same fonts.
"""

from __future__ import annotations

import gc
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import SubElement

from scorecards.edition import Edition
from scorecards.figures.evidence import Evidence
from scorecards.figures.quarter import Quarter
from scorecards.pages.templating import TEMPLATES, edition_context, environment

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SVG = "{http://www.w3.org/2000/svg}"
_TOWN_PAGE = re.compile(r"towns/(\w+)\.html(?:#\w+)?")
_EVIDENCE_PAGE = re.compile(r"evidence/\w+-(\w+)\.html(?:#\w+)?")


class PdfUnavailableError(Exception):
    """This system lacks what sets pages: Pango and HarfBuzz, or a Chinese font; the message names it."""


def check_pdf() -> None:
    """Check that this system can make PDFs.

    Raises:
        PdfUnavailableError: it cannot.
    """
    try:
        import weasyprint  # noqa: F401  its libraries are loaded as it is imported
    except OSError as error:
        raise PdfUnavailableError(f"a library of WeasyPrint is missing ({str(error).splitlines()[0]})") from error
    try:
        found = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise PdfUnavailableError(f"fc-list does not tell which fonts there are ({error})") from error
    if not found.strip():
        raise PdfUnavailableError("there is no Chinese font")


def render_pdf(quarter: Quarter, edition: Edition, evidence: Evidence, *, compressed: bool = True) -> bytes:
    """Render an edition's PDF.

    Args:
        quarter: its figures.
        edition: which edition they are.
        evidence: what the towns' losses are told from.
        compressed: whether the file's parts are compressed; only tests read them otherwise.

    Raises:
        PdfUnavailableError: this system cannot make PDFs.
    """
    check_pdf()
    from weasyprint import HTML

    context = edition_context(quarter, edition, evidence)
    book = HTML(string=environment().get_template("print.html.j2").render(context))
    _keep_links_within(book.etree_element)
    _complete_drawings(book.etree_element)
    with _garbage_left_lying():
        content: bytes = book.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=not compressed)
    return content


@contextmanager
def _garbage_left_lying() -> Iterator[None]:
    """Do not look for cycles among the million objects that a book is set from: it takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _keep_links_within(root: Element) -> None:
    """Let links to a town's page lead to its page here; evidence does not travel with the file: name its metric."""
    anchors = {element.get("id") for element in root.iter()}
    for link in root.iter("a"):
        address = link.attrib.pop("href", "")
        town, evidence = _TOWN_PAGE.fullmatch(address), _EVIDENCE_PAGE.fullmatch(address)
        if evidence and link.text == "证据":
            del link[:]
            link.text = evidence[1]
        target = f"town-{town[1]}" if town else address.removeprefix("#")
        if target in anchors:
            link.set("href", f"#{target}")


def _complete_drawings(root: Element) -> None:
    """Give every drawing its rules, the colour of what it stands in, and words for who does not see it."""
    for parent in root.iter():
        for drawing in parent.findall(f"{_SVG}svg"):
            drawing.set("class", f"{drawing.get('class', '')} {parent.get('class', '')}")
            # all others stand beside the word or the figure that they show
            SubElement(drawing, f"{_SVG}title").text = drawing.get("aria-label", "图示")
            SubElement(drawing, f"{_SVG}style").text = _drawing_rules()


@cache
def _drawing_rules() -> str:
    colours = dict(re.findall(r"--(\w+): (#\w+)", (TEMPLATES / "page.css").read_text(encoding="utf-8")))
    rules = (TEMPLATES / "print" / "drawings.css").read_text(encoding="utf-8")
    return re.sub(r"var\(--(\w+)\)", lambda used: colours[used[1]], rules)
