from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from scorecards.edition import CausingSubmission, Difference, Edition
from scorecards.pages.rendering import render_index
from tests.building.shown_quarter import DRAFT, write_pages
from tests.scorecards.pages.page_reader import Page, Words, words

APPROVED = replace(
    DRAFT, version=1, approved_by="张三", approved_at=parse_moment("2024-04-15T09:00:00+08:00"), is_demo=True
)
CHANGE = Difference("nanqiao", "南桥镇", "total", "总分", "91.32", "62.50")
RESTATED = replace(
    DRAFT,
    version=2,
    previous=1,
    basis="cutoff",
    approved_by="李四",
    reason="月报更正",
    differences=(CHANGE,),
    causes=(
        CausingSubmission(
            "截止后.xlsx", "街镇月报", "南桥镇", "2024-03", parse_moment("2024-04-12T09:00:00+08:00"), "新收到"
        ),
    ),
)


@pytest.fixture
def written(published: Home) -> Home:
    for edition in (APPROVED, RESTATED):
        write_pages(published, edition)
    return published


def test_an_approved_version_names_who_approved_it_and_that_it_is_a_demonstration(written: Home) -> None:
    said = words(written.published / "2024Q1" / "v1" / "index.html")
    assert "正式 v1 演示用，非正式批准" in said
    assert "批准张三，2024年4月15日 09:00:00" in said
    assert "本版为首个正式版本，没有修订。" in said
    assert "草稿" not in said


def test_a_restated_version_says_what_changed_why_and_what_came(written: Home) -> None:
    path = written.published / "2024Q1" / "v2" / "index.html"
    said = words(path)
    assert "正式 v2（修订）" in said
    assert "修订 本版较 v1 有1处变化，原因：月报更正（版本变化）。南桥镇总分由91.32变为62.50" in said
    assert "南桥镇总分91.3262.50" in said
    assert "南桥镇街镇月报2024年3月截止后.xlsx2024-04-12 09:00新收到" in said
    assert "../v1/index.html" in Page(path).links


def test_what_later_figures_would_change_is_offered(published: Home) -> None:
    write_pages(published, replace(APPROVED, offered=(CHANGE,)))
    said = words(published.published / "2024Q1" / "v1" / "index.html")
    assert "现有数据将改变 按目前收到的全部数据重新计算" in said


def test_the_index_lists_the_newest_first_and_marks_the_version_in_force(tmp_path: Path) -> None:
    older = replace(APPROVED, quarter="2023Q4")
    path = tmp_path / "index.html"
    path.write_bytes(render_index([older, APPROVED, RESTATED, DRAFT], "奉贤区"))
    page = Page(path)
    assert [link for link in page.links if "Q" in link] == [
        "2024Q1/draft/index.html",
        "2024Q1/v2/index.html",
        "2024Q1/v1/index.html",
        "2023Q4/v1/index.html",
    ]
    assert page.words.count("现行") == 2
    assert "正式 v2（修订） 现行" in Words(page.words)


def test_before_the_first_cutoff_the_index_says_that_nothing_is_due(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    editions: list[Edition] = []
    path.write_bytes(render_index(editions, "奉贤区"))
    assert "目前没有到期的季度" in words(path)
