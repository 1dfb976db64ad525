"""The files that people open, of one edition: one place that knows which renderers there are."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from scorecards.edition import Edition
from scorecards.figures.district import read_district_name
from scorecards.figures.evidence import read_evidence
from scorecards.figures.quarter import read_quarter
from scorecards.pages import rendering as pages

logger = logging.getLogger(__name__)

WORKBOOK, PDF = "scorecard.xlsx", "scorecard.pdf"


def render(home: Home, edition: Edition) -> dict[str, bytes]:
    """Render an edition from the home's snapshot: path below its folder -> bytes; the same input, the same bytes.

    Where the system cannot make PDFs there is none, and the log says why.
    """
    # the libraries of both take a second to import
    from scorecards.pdf import PdfUnavailableError, render_pdf
    from scorecards.workbook.book import render_workbook

    with open_snapshot(home) as marts:
        quarter = read_quarter(marts, edition.quarter, edition.basis, edition.as_of)
        evidence = read_evidence(marts, home, edition.quarter, edition.basis)
    files = {WORKBOOK: render_workbook(quarter, edition)}
    try:
        files[PDF] = render_pdf(quarter, edition, evidence)
    except PdfUnavailableError as error:
        logger.warning("%s %s has no PDF: %s", edition.quarter, edition.name, error)
    return files | dict(pages.render_pages(quarter, edition, evidence, has_pdf=PDF in files))


def render_index(home: Home, editions: Sequence[Edition]) -> bytes:
    """Render the list of all drafts and versions."""
    with open_snapshot(home) as marts:
        return pages.render_index(editions, read_district_name(marts), has_briefs=(home.briefs / "index.html").exists())
