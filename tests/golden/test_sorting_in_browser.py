"""Every sortable column of every page of a draft sorts numbers as numbers, in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from lifecircle.home import Home
from tests.building.shown_quarter import DOUBTS, YEAR, publish_shown
from tests.golden.golden_quarter import take_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium"),
]

SORT_ALL = """
() => [...document.querySelectorAll("table[data-sort]")].flatMap((table, number) =>
  [...table.tHead.rows[0].cells].filter((heading) => heading.querySelector("button.sort")).map((heading) => {
    const column = heading.cellIndex;
    const keys = () => [...table.tBodies[0].rows].map((row) => row.cells[column].dataset.value
      ?? row.cells[column].textContent.trim());
    heading.querySelector("button.sort").click();
    const up = keys();
    heading.querySelector("button.sort").click();
    return {table: number, heading: heading.textContent.trim(), isNumber: heading.classList.contains("number"),
      up, down: keys()};
  }))
"""
NUMBER = re.compile(r"[+−-]?[\d,]*\.?\d+(e-?\d+)?%?")


@pytest.fixture(scope="module", params=["of a first quarter, with all there is", "of a quarter after another"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("sorted") / "home")
    if "first" in request.param:
        take_in(home)
        return home.published / "2023Q3" / "draft"
    return publish_shown(home, YEAR + DOUBTS).published / "2024Q1" / "draft"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page()
        browser.close()


def number(key: str) -> float | None:
    if not NUMBER.fullmatch(key):
        return None
    return float(key.replace(",", "").replace("−", "-").rstrip("%"))


def complaint(column: dict[str, Any]) -> str | None:
    """What is wrong with a column as it was sorted up and down."""
    for keys, sign in ((column["up"], 1), (column["down"], -1)):
        figures = [number(key) for key in keys]
        known = [sign * figure for figure in figures if figure is not None]
        if known != sorted(known):
            return f"is not in the order of its numbers: {keys}"
        if None in figures and any(figure is not None for figure in figures[figures.index(None) :]):
            return f"has words before numbers: {keys}"
        unread = [key for key, figure in zip(keys, figures, strict=True) if figure is None and re.search(r"\d", key)]
        if column["isNumber"] and unread:
            return f"has numbers that sort as text: {unread}"
    return None


def test_every_sortable_column_of_every_page_sorts_its_numbers(page: Page, folder: Path) -> None:
    wrong, sorted_columns = [], 0
    for path in sorted(folder.rglob("*.html")):
        page.goto(path.resolve().as_uri())
        for column in page.evaluate(SORT_ALL):
            sorted_columns += 1
            if said := complaint(column):
                wrong.append(f"{path.relative_to(folder)}, table {column['table']}, {column['heading']} {said}")
    assert sorted_columns > 40
    assert wrong == []
