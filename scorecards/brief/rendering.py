"""The files of an edition of a month's brief: a page and a PDF for the district and each town."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path

from scorecards.brief.figures import DISTRICT, Month
from scorecards.brief.lists import ITEMS, items_csv
from scorecards.brief.sheet import Issue, Sheet, sheet_of
from scorecards.pages.templating import environment
from scorecards.pdf import PdfUnavailableError, check_pdf

logger = logging.getLogger(__name__)

_PAPER = Path(__file__).parent.parent / "paper" / "brief.typ"


def render_briefs(now: Month, last: Month | None, issue: Issue, district_name: str) -> dict[str, bytes]:
    """Render an edition: file name -> bytes; without a Chinese font to set them with there are no PDFs."""
    try:
        check_pdf()
        has_pdf = True
    except PdfUnavailableError as error:
        logger.warning("the briefs have no PDF: %s", error)
        has_pdf = False
    files = {ITEMS: items_csv(now)}
    for code in (DISTRICT, *now.towns):
        sheet = sheet_of(code, now, last, issue, district_name)
        files[f"{code}.html"] = _page(sheet, has_pdf)
        if has_pdf:
            files[f"{code}.pdf"] = _paper(sheet, issue)
    return files


def render_briefs_index(issues: list[Issue], district_name: str) -> bytes:
    """Render the list of all months' briefs, the newest first."""
    page = environment().get_template("briefs.html.j2")
    months: dict[str, list[Issue]] = {}
    for issue in sorted(issues, key=lambda each: (each.month, each.version), reverse=True):
        months.setdefault(issue.month, []).append(issue)
    return page.render(months=months, district_name=district_name, root=None).encode()


def _page(sheet: Sheet, has_pdf: bool) -> bytes:
    page = environment().get_template("brief.html.j2")
    return page.render(sheet=sheet, has_pdf=has_pdf, items=ITEMS, is_district=sheet.code == DISTRICT).encode()


def _paper(sheet: Sheet, issue: Issue) -> bytes:
    import typst

    content: bytes = typst.compile(
        _PAPER,
        sys_inputs={"sheet": json.dumps(asdict(sheet), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(issue.as_of.timestamp()),
    )
    return content
