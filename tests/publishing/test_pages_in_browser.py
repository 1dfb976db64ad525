from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from lifecircle.home import Home

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (360, 768, 1280, 1920)

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
def requests() -> list[str]:
    return []


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, requests: list[str], complaints: list[str]) -> Iterator[Page]:
    page = browser.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()


@pytest.fixture(params=["index.html", "2024Q1/index.html"])
def path(request: pytest.FixtureRequest, published: Home) -> Path:
    return published.published / str(request.param)


def test_a_page_opens_from_the_disk_without_complaint_and_without_a_word_to_the_network(
    page: Page, path: Path, requests: list[str], complaints: list[str]
) -> None:
    page.goto(path.as_uri())
    assert complaints == []
    assert requests
    assert all(url.startswith(("file:", "data:")) for url in requests)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_fits_every_screen_without_sideways_scroll(page: Page, path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_the_ranking_a_click_leads_to_the_town_and_back(page: Page, published: Home) -> None:
    page.goto((published.published / "index.html").as_uri())
    page.get_by_role("link", name="2024年第一季度").click()
    page.locator(".ranking").get_by_role("link", name="奉浦街道").click()
    assert page.url.endswith("2024Q1/index.html#town-fengpu")
    page.locator("#town-fengpu").get_by_role("link", name="返回排名").click()
    assert page.url.endswith("#ranking")


def test_a_light_is_told_by_shape_and_word_and_not_by_colour_alone(page: Page, published: Home) -> None:
    page.goto((published.published / "2024Q1" / "index.html").as_uri())
    lights = page.locator(".ranking .light")
    assert lights.all_inner_texts() == ["绿灯", "红灯"]
    shapes = lights.locator("svg > *").evaluate_all("shapes => shapes.map(shape => shape.outerHTML)")
    assert len(set(shapes)) == 2


def test_no_table_of_a_town_is_cut_in_print(page: Page, published: Home) -> None:
    page.emulate_media(media="print")
    page.goto((published.published / "2024Q1" / "index.html").as_uri())
    towns = page.locator(".town")
    assert towns.evaluate_all("towns => towns.map(town => getComputedStyle(town).breakInside)") == ["avoid", "avoid"]
