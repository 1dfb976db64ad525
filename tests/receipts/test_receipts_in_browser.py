from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request, sync_playwright

from lifecircle.calendar import parse_moment
from receipts.answer import answer
from tests.building.receipts_home import AS_OF, Found, Sent, ToyHome
from tests.building.workbooks import monthly_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDTHS = (360, 1280)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def pages(toy: ToyHome) -> list[Path]:
    """A receipt of each outcome, the index and the list of what to chase."""
    toy.due = [
        ("fengpu", "monthly_report", "2024-03", "2024-04-05T23:59:59+08:00"),
        ("weijian", "supervision_ledger", "2024Q1", "2024-04-30T23:59:59+08:00"),
    ]
    toy.send(Sent("s1", rows_quarantined=1, rows_flagged=1), monthly_report())
    toy.send(Sent("s2", period="2024-02"), monthly_report())
    toy.send(Sent("s3", period="2024-01", outcome="rejected"), monthly_report())
    toy.send(Sent("s4", outcome="duplicate", file_name=f"月报_{'长' * 60}.xlsx"), monthly_report())
    toy.found = [
        Found(value="长" * 300),
        Found(code="W02", severity="warning"),
        Found("s3", "F07", "fatal", row_number=None),
    ]
    answer(toy.publish(), lambda done, total: None, parse_moment(AS_OF))
    return sorted(toy.home.receipts.rglob("*.html"))


def asked(urls: list[str]) -> Callable[[Request], None]:
    """A listener that notes what a page asks for."""

    def note(request: Request) -> None:
        urls.append(request.url)

    return note


def test_pages_are_accessible_ask_for_nothing_and_fit_their_window(browser: Browser, pages: list[Path]) -> None:
    assert len(pages) == 6
    for path in pages:
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 800})
            requests: list[str] = []
            page.on("request", asked(requests))
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
            violations = Axe().run(page).response["violations"]
            assert violations == [], (path.name, [violation["id"] for violation in violations])
            assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
            page.close()
