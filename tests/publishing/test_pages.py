from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.pages import publish_quarters
from publishing.snapshot import publish_snapshot
from tests.publishing.toy_warehouse import build

AS_OF = parse_moment("2024-04-20T08:00:00+08:00")
VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Reads a page as a reader would: its words, its addresses, and whether every element is closed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.words = ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: list[str] = []
        self.open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.words = re.sub(r"\s+", " ", self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words += data


def quarter_page(home: Home) -> Page:
    return Page(home.published / "2024Q1" / "index.html")


def test_there_is_a_page_for_each_due_quarter_and_an_index_of_them(home: Home) -> None:
    publish_snapshot(home)
    pages = publish_quarters(home, AS_OF)
    assert pages == [home.published / "2023Q4" / "index.html", home.published / "2024Q1" / "index.html"]
    index = Page(home.published / "index.html")
    assert [link for link in index.links if "Q" in link] == ["2024Q1/index.html", "2023Q4/index.html"]
    assert "2024年第一季度 草稿 · 未经审批 2024年4月10日 23:59:59 78.23 1个 0个 1个" in index.words


def test_the_page_says_what_it_is_and_what_it_stands_on(published: Home) -> None:
    words = quarter_page(published).words
    assert "奉贤区“15分钟社区生活圈”行动街镇季度评分卡 2024年第一季度 草稿 · 未经审批" in words
    assert "数据截至2024年4月10日 23:59:59（北京时间）" in words
    assert "截止时点：只计截止时点前收到的数据" in words


def test_the_ranking_shows_every_towns_place_light_and_sections(published: Home) -> None:
    words = quarter_page(published).words
    assert "1 南桥镇 91.32 +11.32 优秀 绿灯 镇组第1 100.0 89.0 不适用" in words
    assert "2 奉浦街道 65.14 无上期 合格 红灯 街道组第1 0.0 80.0 87.5" in words


def test_a_metric_shows_its_two_sides_and_what_it_earned(published: Home) -> None:
    words = quarter_page(published).words
    assert "D3 进度达成加权实际进度 / 加权计划进度 12,345.68 13,871.54 89.0% 15 13.35" in words


def test_a_metric_that_does_not_apply_says_so(published: Home) -> None:
    words = quarter_page(published).words
    assert "F2 账实相符账实相符项目 / 有投资或者拨付的项目 0 0 不适用 4 不适用" in words


def test_what_is_still_to_come_is_named(published: Home) -> None:
    words = quarter_page(published).words
    assert "本期评分暂不含：民意办理（S2 群众满意，共3分）；加减分。总分按已纳入的3项指标（共23分）" in words


def test_nothing_is_said_to_be_missing_once_all_is_there(home: Home) -> None:
    build(
        home,
        2,
        "delete from marts.dim_metric where metric_code = 'S2'; update marts.scorecard_town set adjustment = 0;",
    )
    publish_snapshot(home)
    publish_quarters(home, AS_OF)
    assert "暂不含" not in quarter_page(home).words


def test_what_came_after_the_cutoff_is_shown_with_both_figures(published: Home) -> None:
    words = quarter_page(published).words
    assert "按截至2024年4月20日 08:00:00收到的全部数据重新计算，下列2个单位" in words
    assert "南桥镇 91.32 62.50 1 2" in words
    assert "总分由91.32变为62.50，名次由1变为2。" in words
    unchanged = Page(published.published / "2023Q4" / "index.html").words
    assert "各单位总分和名次均与本页一致" in unchanged


def test_every_anchor_leads_somewhere(published: Home) -> None:
    for path in published.published.rglob("*.html"):
        page = Page(path)
        assert len(page.ids) == len(set(page.ids))
        assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
        files = [link for link in page.links if not link.startswith(("#", "data:"))]
        assert all((path.parent / link).exists() for link in files)
    assert {"#town-nanqiao", "#town-fengpu", "#metric-D3"} <= set(quarter_page(published).links)


def test_every_element_is_closed_and_none_is_a_script(published: Home) -> None:
    page = quarter_page(published)
    assert page.open == []
    assert not {"script", "img", "iframe", "object"} & set(page.elements)


def test_text_from_the_data_stays_text(home: Home) -> None:
    attack = "<script>alert(1)</script>\"&'"
    build(home, 2, f"update marts.dim_town set town_name = '{attack.replace(chr(39), chr(39) * 2)}';")
    publish_snapshot(home)
    publish_quarters(home, AS_OF)
    page = quarter_page(home)
    assert attack in page.words
    assert "script" not in page.elements


def test_the_same_input_gives_the_same_bytes_in_another_home(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    build(other)
    for each in (home, other):
        publish_snapshot(each)
        publish_quarters(each, AS_OF)
    first, second = (
        {path.name: path.read_bytes() for path in each.published.rglob("*") if path.is_file()} for each in (home, other)
    )
    assert first == second


def test_what_is_unchanged_is_left_alone(published: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Any, target: Any) -> None:
        raise AssertionError(f"{target} was written again")

    monkeypatch.setattr(os, "replace", fail)
    publish_quarters(published, AS_OF)


def test_a_page_whose_rewriting_fails_stands_as_it_was(published: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    page = published.published / "2023Q4" / "index.html"
    before = page.read_bytes()
    build(published, 2, "update marts.dim_town set town_name = '改名镇';")
    publish_snapshot(published)

    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        publish_quarters(published, AS_OF)
    assert page.read_bytes() == before


def test_before_the_first_cutoff_the_index_says_that_nothing_is_due(published: Home) -> None:
    assert publish_quarters(published, parse_moment("2023-12-01")) == []
    assert "目前没有到期的季度" in Page(published.published / "index.html").words
    assert not (published.published / "2024Q1" / "index.html").exists()
