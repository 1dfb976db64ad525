"""`lifecircle explain` as a reviewer calls it."""

from __future__ import annotations

import json

import pytest

from lifecircle.home import Home
from tests.building.explained_warehouse import publish_explained
from tests.building.terminal import lifecircle


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return publish_explained(Home(tmp_path_factory.mktemp("explained") / "home"))


def explained(home: Home, *arguments: str) -> str:
    done = lifecircle("explain", *arguments, "--home", home.root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_score_is_shown_as_a_sum(home: Home) -> None:
    shown = explained(home, "2024Q1", "南桥镇")
    assert "规划计划  100.00" in shown
    assert "A1 重复建设：1 项，-1.00 分" in shown
    assert "总分 = 100 × 17.3500 ÷ 19 + (-1.00)" in shown


def test_a_metric_that_does_not_apply_is_no_zero(home: Home) -> None:
    assert "比率 不适用，得分 不适用（不计入总分）" in explained(home, "2024Q1", "南桥镇", "F2")


def test_a_metric_leads_to_file_sheet_row_and_cells(home: Home) -> None:
    shown = explained(home, "2024Q1", "南桥镇", "D3")
    assert "加权实际进度 12,345.68 / 加权计划进度 13,871.54" in shown
    assert "NQ2024-001 睦邻四堂间  10,000.0000 / 10,000.0000" in shown
    assert "年度计划_南桥镇_2024.xlsx  项目清单 第 3 行" in shown
    assert "总投资(万元) １００万元" in shown
    # what a clerk typed is never read as markup
    assert "总投资(万元) [bold]50" in shown


def test_the_rows_shown_an_item_can_be_limited(home: Home) -> None:
    assert "另有 1 行（--rows 0 列出全部）" in explained(home, "2024Q1", "南桥镇", "D3", "--rows", "1")


def test_a_departments_feed_is_called_by_its_forms_title(home: Home) -> None:
    assert "设施台账 2024-03  0.6000 / 1.0000" in explained(home, "2024Q1", "绿化局", "K1")


def test_programs_get_the_whole_as_json(home: Home) -> None:
    card = json.loads(explained(home, "2024Q1", "南桥镇", "D3", "--json"))
    (metric,) = (metric for metric in card["metrics"] if metric["code"] == "D3")
    assert metric["items"][0]["rows"][1]["cells"]["形象进度"] == "100%"
    assert metric["definition"]["numerator"] == "加权实际进度"


def test_contacts_are_never_shown(home: Home) -> None:
    assert "57420000" not in explained(home, "2024Q1", "南桥镇", "D3", "--rows", "0", "--json")


def test_an_unknown_unit_is_refused_with_the_towns_there_are(home: Home) -> None:
    done = lifecircle("explain", "2024Q1", "北桥镇", "--home", home.root)
    assert done.returncode == 1
    assert "南桥镇" in done.stderr
