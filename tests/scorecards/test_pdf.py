"""The PDF is the pages' content as a book: tagged, with contents, and the same bytes again."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from lifecircle.home import Home
from lifecircle.marts import open_snapshot
from scorecards import pdf, rendering
from scorecards.figures.evidence import Evidence, read_evidence
from scorecards.figures.quarter import Quarter, read_quarter
from scorecards.pdf import PdfUnavailableError, check_pdf, render_pdf
from tests.building.shown_quarter import DRAFT

TITLE = "奉贤区“15分钟社区生活圈”行动2024年第一季度评分卡"


@pytest.fixture(scope="session")
def read(published_once: Home) -> tuple[Quarter, Evidence]:
    with open_snapshot(published_once) as marts:
        quarter = read_quarter(marts, DRAFT.quarter, DRAFT.basis)
        return quarter, read_evidence(marts, published_once, DRAFT.quarter, DRAFT.basis)


@pytest.fixture(scope="session")
def content(read: tuple[Quarter, Evidence]) -> bytes:
    try:
        check_pdf()
    except PdfUnavailableError as error:
        pytest.skip(str(error))
    return render_pdf(*_with_edition(read), compressed=False)


def test_the_same_figures_make_the_same_bytes(read: tuple[Quarter, Evidence], content: bytes) -> None:
    assert render_pdf(*_with_edition(read), compressed=False) == content


def test_it_is_tagged_as_accessible_pdfs_are(content: bytes) -> None:
    for mark in (b"/MarkInfo", b"/Marked true", b"/StructTreeRoot", b'pdfuaid:part="1"'):
        assert mark in content
    tags = set(re.findall(rb"/S /(\w+)", content))
    assert {b"H1", b"H2", b"H3", b"Table", b"TH", b"TD", b"L", b"P"} <= tags


def test_it_says_its_language_its_title_and_the_moment_of_its_figures(content: bytes) -> None:
    assert re.search(rb"/Lang ?\(zh-CN\)", content)
    assert b"/DisplayDocTitle true" in content
    assert f"{TITLE}（草稿）" in texts(content, "Title")
    assert texts(content, "CreationDate") == ["D:20240410235959+08'00"]


def test_its_bookmarks_are_its_headings_in_order(content: bytes, read: tuple[Quarter, Evidence]) -> None:
    titles = texts(content, "Title")
    sections = [title for title in titles if re.match("[一二三四五六七八九十]+、", title)]
    assert Counter(sections) == Counter(
        [
            "一、全区概况",
            "二、街镇排名",
            "三、区域分布",
            "四、板块得分",
            "五、任务推进",
            "六、责任单位",
            "七、督办清单",
            "八、账实差异",
            "九、迟报漏报",
            "十、版本变化",
            "十一、街镇摘要",
        ]
    )
    for town in read[0].towns:
        assert any(title.startswith(town.name) for title in titles)


def test_every_town_has_one_sheet_of_its_own(content: bytes, read: tuple[Quarter, Evidence]) -> None:
    places = {name: number for name, number in _destinations(content) if name.startswith("town-")}
    assert len(places) == len(read[0].towns)
    assert len(set(places.values())) == len(places)


def test_every_drawing_has_words_for_who_does_not_see_it(content: bytes) -> None:
    figures = re.findall(rb"/S /Figure.*", content)
    assert figures
    assert all(b"/Alt" in figure for figure in figures)
    assert any(text.startswith("各季总分：2023Q4") for text in texts(content, "Alt"))


def test_its_pages_are_a4(content: bytes) -> None:
    boxes = {
        tuple(round(float(edge)) for edge in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]*)\]", content)
    }
    assert boxes == {(0, 0, 595, 842)}


def test_no_link_leads_out_of_it(content: bytes) -> None:
    assert b"/URI" not in content
    assert b"/Dest (town-nanqiao)" in content


@pytest.mark.parametrize("missing", ["library", "fc-list", "font"])
def test_where_pages_cannot_be_set_it_says_what_is_missing(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        if missing == "fc-list":
            raise FileNotFoundError("fc-list")
        return subprocess.CompletedProcess([], 0, b"")

    monkeypatch.setattr("scorecards.pdf.subprocess.run", run)
    if missing == "library":
        monkeypatch.setitem(sys.modules, "weasyprint", None)
        monkeypatch.setattr("builtins.__import__", _without_pango(__import__))
    with pytest.raises(
        PdfUnavailableError, match={"library": "libpango", "fc-list": "fc-list", "font": "font"}[missing]
    ):
        check_pdf()


def test_an_edition_without_it_is_made_and_said_to_have_none(
    published: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise PdfUnavailableError("there is no Chinese font")

    monkeypatch.setattr(pdf, "check_pdf", fail)
    with caplog.at_level(logging.WARNING):
        files = rendering.render(published, DRAFT)
    assert "2024Q1 draft has no PDF: there is no Chinese font" in caplog.text
    assert "scorecard.pdf" not in files
    assert "scorecard.xlsx" in files
    page = files["index.html"].decode()
    assert "打印版未生成" in page
    assert "scorecard.pdf" not in page


def test_an_edition_has_it_and_leads_to_it(published: Home, content: bytes) -> None:
    files = rendering.render(published, DRAFT)
    assert content.startswith(files["scorecard.pdf"][:5])
    assert 'href="scorecard.pdf"' in files["index.html"].decode()


def test_it_is_of_its_edition(read: tuple[Quarter, Evidence], content: bytes) -> None:
    assert content
    quarter, evidence = read
    v1 = replace(DRAFT, version=1, approved_by="演示", is_demo=True)
    assert texts(render_pdf(quarter, v1, evidence, compressed=False), "Subject") == [f"{TITLE}，正式 v1"]


def texts(content: bytes, key: str) -> list[str]:
    """Every text under a key of the PDF's dictionaries."""
    found = re.findall(rf"/{key} ?(?:<([0-9a-fA-F]+)>|\(((?:[^()\\]|\\.)*)\))".encode(), content)
    return [
        bytes.fromhex(coded.decode()).decode("utf-16") if coded else plain.decode("latin-1") for coded, plain in found
    ]


def _with_edition(read: tuple[Quarter, Evidence]) -> tuple[Quarter, Any, Evidence]:
    return read[0], DRAFT, read[1]


def _destinations(content: bytes) -> list[tuple[str, int]]:
    """(anchor, number of the page's object)."""
    found = re.findall(rb"\(([\w-]+)\) \[(\d+) 0 R /XYZ", content)
    return [(name.decode(), int(page)) for name, page in found]


def _without_pango(real: Any) -> Any:
    def imported(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *arguments, **options)

    return imported
