from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from lifecircle.home import Home
from tests.building.shown_quarter import DOUBTS, YEAR, publish_shown

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
WIDTHS = (360, 768, 1920)
KINDS = (
    "../../index.html",
    "index.html",
    "towns/nanqiao.html",
    "departments/lvhua.html",
    "tasks/5.html",
    "year.html",
    "methods.html",
    "quality.html",
    "evidence/nanqiao-D3.html",
    "evidence/task-5-projects.html",
    "evidence/matters.html",
)

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with every kind of page."""
    home = publish_shown(Home(tmp_path_factory.mktemp("shown") / "home"), YEAR + DOUBTS)
    return home.published / "2024Q1" / "draft"


@pytest.fixture
def requests() -> list[str]:
    return []


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, requests: list[str], complaints: list[str]) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(5000)
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_opens_from_the_disk_without_complaint_or_a_word_to_the_network_and_is_accessible(
    page: Page, folder: Path, kind: str, requests: list[str], complaints: list[str]
) -> None:
    page.goto((folder / kind).resolve().as_uri())
    assert complaints == []
    assert requests
    assert all(url.startswith(("file:", "data:")) for url in requests)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_every_screen_without_sideways_scroll(page: Page, folder: Path, kind: str) -> None:
    page.goto((folder / kind).resolve().as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_from_a_score_two_clicks_lead_to_the_file_the_row_and_the_value(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.locator(".heatmap").get_by_role("link", name="89.0").click()
    assert page.url.endswith("towns/nanqiao.html#delivery")
    page.locator(".metrics").get_by_role("link", name="进度达成").click()
    expect(page.get_by_role("heading", name="月报_南桥镇_2024-03.xlsx")).to_be_visible()
    expect(page.get_by_role("row", name="5 NQ2024-001 空 竣工 100%")).to_be_visible()


def test_a_matter_of_the_supervision_list_leads_to_its_item(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="NQ2024-002").first.click()
    expect(page.locator(":target")).to_contain_text("街镇月报2024年3月 第5行")


def test_a_table_is_sorted_by_keyboard_and_says_so(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    heading = page.locator(".ranking th", has_text="总分")
    names = page.locator(".ranking tbody th")
    assert names.all_inner_texts() == ["南桥镇", "奉浦街道"]
    heading.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert names.all_inner_texts() == ["奉浦街道", "南桥镇"]
    assert heading.get_attribute("aria-sort") == "ascending"
    expect(page.get_by_role("status")).to_have_text("已按“总分”由小到大排列")
    page.keyboard.press("Space")
    assert names.all_inner_texts() == ["南桥镇", "奉浦街道"]
    assert heading.get_attribute("aria-sort") == "descending"


def test_words_for_what_is_missing_come_last_whichever_way_a_column_is_sorted(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    button = page.locator(".ranking th", has_text="较上季").get_by_role("button")
    for _ in range(2):
        button.click()
        assert page.locator(".ranking tbody th").all_inner_texts() == ["南桥镇", "奉浦街道"]


def test_a_list_is_filtered_by_choice_and_by_words_and_says_how_many_are_left(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    form = page.get_by_role("form", name="筛选督办清单")
    rows = page.get_by_role("region", name="督办清单（表）").locator("tbody tr:visible")
    assert rows.count() == 3
    form.get_by_label("督办级别").select_option("红色")
    assert rows.count() == 1
    expect(page.get_by_role("status")).to_have_text("显示1条，共3条")
    form.get_by_label("督办级别").select_option("全部")
    form.get_by_label("查找").fill("166米")
    assert rows.count() == 1
    expect(rows).to_contain_text("疑似重复建设")


def test_without_a_script_a_page_is_complete(browser: Browser, folder: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((folder / "index.html").as_uri())
    assert page.get_by_role("region", name="督办清单（表）").locator("tbody tr").count() == 3
    assert page.get_by_role("button").count() == 0
    page.close()


def test_text_from_the_data_stays_text(page: Page, folder: Path, complaints: list[str]) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto((folder / "towns" / "nanqiao.html").as_uri())
    expect(page.get_by_text('<script>alert(1)</script>"&').first).to_be_visible()
    assert (dialogs, complaints) == ([], [])


def test_a_light_is_told_by_shape_and_word_and_not_by_colour_alone(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    lights = page.locator(".ranking .mark.green, .ranking .mark.red")
    assert lights.all_inner_texts() == ["绿灯", "红灯"]
    shapes = lights.locator("svg > *").evaluate_all("shapes => shapes.map(shape => shape.outerHTML)")
    assert len(set(shapes)) == 2


@pytest.mark.parametrize("kind", ["index.html", "towns/nanqiao.html", "evidence/nanqiao-D3.html"])
def test_nothing_is_wider_than_an_a4_sheet_in_print(page: Page, folder: Path, kind: str) -> None:
    page.set_viewport_size({"width": 703, "height": 994})  # 186 mm, what the margins leave of A4, at 96 dpi
    page.emulate_media(media="print")
    page.goto((folder / kind).as_uri())
    widest = page.locator("table, svg, p").evaluate_all(
        "all => Math.max(...all.map(e => e.getBoundingClientRect().right))"
    )
    assert widest <= 703
    assert page.locator("tr").first.evaluate("row => getComputedStyle(row).breakInside") == "avoid"
