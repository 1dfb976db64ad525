"""The PDF is the pages' content as a book: tagged, with contents, and the same bytes again."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from pypdf import PdfReader

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
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
def fonts() -> None:
    """What a PDF is set with; the test skips where it is not installed."""
    try:
        check_pdf()
    except PdfUnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def content(read: tuple[Quarter, Evidence], fonts: None) -> bytes:
    return render_pdf(read[0], DRAFT, read[1])


@pytest.fixture(scope="session")
def book(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def test_the_same_figures_make_the_same_bytes(read: tuple[Quarter, Evidence], content: bytes) -> None:
    assert render_pdf(read[0], DRAFT, read[1]) == content


def test_it_is_tagged_as_accessible_pdfs_are(book: PdfReader, content: bytes) -> None:
    assert catalog(book)["/MarkInfo"]["/Marked"] == True  # noqa: E712  pypdf's own kind of truth
    assert b"pdfuaid:part>1<" in content
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/P"} <= {tag["/S"] for tag in tags(book)}


def test_it_says_its_language_its_title_and_the_moment_of_its_figures(book: PdfReader) -> None:
    assert catalog(book)["/Lang"] == "zh-CN"
    assert catalog(book)["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert book.metadata is not None
    assert book.metadata.title == f"{TITLE}（草稿）"
    assert book.metadata.creation_date == parse_moment("2024-04-10T23:59:59")


def test_its_bookmarks_are_its_headings_in_order(book: PdfReader, read: tuple[Quarter, Evidence]) -> None:
    titles = list(bookmarks(book.outline))
    assert [title for title in titles if re.match("[一二三四五六七八九十]+、", title)] == [
        "一、全区概况",
        "二、街镇排名",
        "三、区域分布",
        "四、板块得分",
        "五、任务推进",
        "六、责任单位",
        "七、督办清单",
        "八、投资拨付差异",
        "九、待核数据",
        "十、迟报漏报",
        "十一、版本变化",
        "十二、街镇摘要",
    ]
    for town in read[0].towns:
        assert any(title.startswith(town.name) for title in titles)


def test_every_town_has_one_sheet_of_its_own(book: PdfReader, read: tuple[Quarter, Evidence]) -> None:
    first = [number for number, page in enumerate(book.pages) if "十二、街镇摘要" in page.extract_text()][-1]
    assert len(book.pages) - first == len(read[0].towns)
    for town, page in zip(read[0].towns, book.pages[first:], strict=True):
        assert town.name in page.extract_text()


def test_every_drawing_has_words_for_who_does_not_see_it(book: PdfReader) -> None:
    figures = [tag for tag in tags(book) if tag["/S"] == "/Figure"]
    assert figures
    assert all(figure.get("/Alt") for figure in figures)
    assert any(figure["/Alt"].startswith("各季总分：2023Q4") for figure in figures)


def test_its_pages_are_a4(book: PdfReader) -> None:
    assert {tuple(round(float(edge)) for edge in page.mediabox) for page in book.pages} == {(0, 0, 595, 842)}


def test_no_link_leads_out_of_it(book: PdfReader) -> None:
    links = [link.get_object() for page in book.pages for link in page.get("/Annots", [])]
    assert links
    assert not [link for link in links if "/URI" in link.get("/A", {})]


@pytest.mark.usefixtures("fonts")
def test_what_looks_like_markup_in_a_name_is_set_as_it_is_written(read: tuple[Quarter, Evidence]) -> None:
    quarter, evidence = read
    name = '#panic("x") *b* _i_ $x$ @a <l> [c] \\ // ='
    towns = (replace(quarter.towns[0], name=name), *quarter.towns[1:])
    content = render_pdf(replace(quarter, towns=towns), DRAFT, evidence)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", text)


def test_where_pages_cannot_be_set_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typst.Fonts", lambda: Mock(families=lambda: ["DejaVu Sans"]))
    with pytest.raises(PdfUnavailableError, match="no Chinese font"):
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
    metadata = PdfReader(io.BytesIO(render_pdf(quarter, v1, evidence))).metadata
    assert metadata is not None
    assert metadata.subject == f"{TITLE}，正式 v1"


def catalog(book: PdfReader) -> Any:
    return book.root_object


def tags(book: PdfReader) -> Iterator[Any]:
    """Every element of the PDF's structure."""
    waiting = [book.root_object["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if not isinstance(element, dict):
            continue
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        waiting += [kid for kid in (kids if isinstance(kids, list) else [kids]) if not isinstance(kid, int)]


def bookmarks(outline: Any) -> Iterator[str]:
    for each in outline:
        if isinstance(each, list):
            yield from bookmarks(each)
        else:
            yield each.title
