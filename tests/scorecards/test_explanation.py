"""A score taken apart: its sum, its rules, its items, and the cells as they were typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lifecircle.home import Home
from lifecircle.marts.opening import NothingPublishedError
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from scorecards.definitions import load_definitions
from scorecards.explanation import ExplanationError, explain
from tests.building.explained_warehouse import publish_explained


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return publish_explained(Home(tmp_path_factory.mktemp("explained") / "home"))


def test_a_total_is_what_the_applicable_metrics_earned_of_their_points_and_the_adjustments(home: Home) -> None:
    card = explain(home, "2024Q1", "南桥镇")
    assert (card.total, card.rank, card.band) == (91.32, 1, "优秀")
    assert card.earned == pytest.approx(17.35)
    assert card.applicable_points == 19
    assert [(metric.code, metric.earned) for metric in card.metrics] == [("P1", 4), ("D3", 13.35), ("F2", None)]
    assert [(adjustment.code, adjustment.points) for adjustment in card.adjustments] == [("A1", -1), ("A2", 0)]
    assert card.sections["planning"] == 100
    assert card.sections["reporting"] is None


def test_only_the_metric_that_was_asked_for_is_taken_apart(home: Home) -> None:
    card = explain(home, "2024Q1", "南桥镇", "d3")
    assert card.asked == "D3"
    assert {metric.code: len(metric.items) for metric in card.metrics} == {"P1": 0, "D3": 2, "F2": 0}


def test_items_sum_to_the_metrics_two_sides(home: Home) -> None:
    (metric,) = (metric for metric in explain(home, "2024Q1", "南桥镇", "D3").metrics if metric.code == "D3")
    assert sum(item.numerator for item in metric.items) == pytest.approx(metric.numerator)
    assert sum(item.denominator or 0 for item in metric.items) == pytest.approx(metric.denominator)


def test_an_item_leads_to_its_rows_and_their_cells_as_typed(home: Home) -> None:
    (metric,) = (metric for metric in explain(home, "2024Q1", "南桥镇", "D3").metrics if metric.code == "D3")
    plan, report = metric.items[0].rows
    assert (plan.file_name, plan.sheet, plan.row_number) == ("年度计划_南桥镇_2024.xlsx", "项目清单", 3)
    assert plan.cells == {"项目编号": "NQ2024-001", "总投资(万元)": "１００万元", "一季度末计划进度": "100"}
    assert report.cells["项目状态"] == "竣工"
    assert report.received_at.isoformat() == "2024-04-03T16:20:00+08:00"
    assert report.form_title == "街镇月报"


def test_a_figure_that_rests_on_a_whole_submission_has_a_file_and_no_row(home: Home) -> None:
    (metric,) = explain(home, "2024Q1", "绿化局", "K1").metrics
    (row,) = metric.items[0].rows
    assert (row.file_name, row.row_number, row.cells) == ("设施台账_区绿化市容局_2024-03.csv", None, {})


def test_the_rules_are_those_of_the_quarter(home: Home) -> None:
    rules = explain(home, "2024Q1", "南桥镇").metrics[0].rules
    assert [(rule.rule, rule.value, rule.valid_from) for rule in rules] == [
        ("document_late_days", 60, date(2023, 1, 1))
    ]


def test_the_name_of_a_metric_is_that_of_the_quarter(home: Home) -> None:
    assert explain(home, "2024Q1", "南桥镇").metrics[0].name == "行动蓝图按期"


@pytest.mark.parametrize("unit", ["nanqiao", "南桥", "南桥镇人民政府", " 南桥 镇 "])
def test_a_unit_is_found_by_its_code_its_name_and_its_aliases(home: Home, unit: str) -> None:
    assert explain(home, "2024Q1", unit).unit_name == "南桥镇"


@pytest.mark.parametrize("quarter", ["2024Q1", "2024-Q1", "2024年第一季度"])
def test_a_quarter_may_be_written_as_on_the_forms(home: Home, quarter: str) -> None:
    assert explain(home, quarter, "南桥镇").quarter == "2024Q1"


def test_the_latest_basis_has_its_own_figures(home: Home) -> None:
    assert explain(home, "2024Q1", "南桥镇", basis="latest").total == 62.5


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("2025Q4", "南桥镇"), "'2025Q4' is no quarter of the published warehouse; there are 2023Q4, 2024Q1"),
        (
            ("2024Q1", "北桥镇"),
            "'北桥镇' is no town or department; there are 奉浦街道、南桥镇, and 区绿化市容局、团区委",
        ),
        (("2024Q1", "南桥镇", "K1"), "南桥镇 has no K1 in 2024Q1; it has P1, D3, F2, A1, A2"),
        (("2024Q1", "团区委"), "团区委 has no card in 2024Q1: no metric applies to it"),
        (("2024Q1", "南桥镇", None, "today"), "'today' is no basis; there are cutoff and latest"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(home: Home, arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(ExplanationError, match=told):
        explain(home, *arguments)


def test_every_metric_and_adjustment_that_a_card_may_have_is_defined() -> None:
    metrics = load_district(Settings().reference).metrics
    defined = load_definitions()
    assert {row.metric_code for row in metrics} == {*defined.metrics, *defined.department_metrics}
    assert set(defined.adjustments) == {"A1", "A2", "A3"}


def test_a_home_without_a_warehouse_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError, match="no snapshot has been published yet"):
        explain(Home(tmp_path), "2024Q1", "南桥镇")
