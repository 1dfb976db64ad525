"""A brief is one A4, however much there is to tell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.briefs import close_month
from scorecards.pdf import PdfUnavailableError, check_pdf
from tests.building.month_warehouse import build_month


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    try:
        check_pdf()
    except PdfUnavailableError as error:
        pytest.skip(str(error))
    return close_month(build_month(Home(tmp_path / "home")), "2024-03", parse_moment("2024-04-20T08:00:00"))


def test_each_is_one_page_and_names_what_it_leaves_out(folder: Path) -> None:
    for code, left_out in (("district", 31), ("nanqiao", 27)):
        (page,) = PdfReader(io.BytesIO((folder / f"{code}.pdf").read_bytes())).pages
        assert f"另有{left_out}项" in page.extract_text().replace(" ", "")
    assert len((folder / "items.csv").read_text(encoding="utf-8-sig").splitlines()) == 41
