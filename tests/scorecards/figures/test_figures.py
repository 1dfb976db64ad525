from __future__ import annotations

from datetime import datetime

import pytest

from lifecircle.calendar import CHINA, parse_moment
from lifecircle.home import Home
from lifecircle.marts.opening import NothingPublishedError, open_snapshot
from scorecards.figures.quarter import Quarter, UnknownQuarterError, read_quarter


@pytest.fixture(scope="module")
def quarter(published_once: Home) -> Quarter:
    with open_snapshot(published_once) as marts:
        return read_quarter(marts, "2024Q1", "cutoff")


def test_a_quarter_without_cards_is_refused_by_name(published_once: Home) -> None:
    with open_snapshot(published_once) as marts, pytest.raises(UnknownQuarterError, match="2024Q2"):
        read_quarter(marts, "2024Q2", "cutoff")


def test_without_a_snapshot_the_message_says_so(home: Home) -> None:
    with pytest.raises(NothingPublishedError, match="no snapshot has been published yet"):
        open_snapshot(home)


def test_towns_stand_in_the_order_of_their_ranks(quarter: Quarter) -> None:
    assert [(town.rank, town.name, town.total) for town in quarter.towns] == [
        (1, "南桥镇", 91.32),
        (2, "奉浦街道", 65.14),
    ]


def test_the_cutoff_is_a_moment_of_shanghai(quarter: Quarter) -> None:
    assert quarter.cutoff_at == datetime(2024, 4, 10, 23, 59, 59, tzinfo=CHINA)
    assert quarter.cutoff_at.isoformat().endswith("+08:00")


def test_a_metric_has_the_name_and_points_of_the_rule_in_force_at_the_quarters_end(quarter: Quarter) -> None:
    assert (quarter.metrics["P1"].name, quarter.metrics["P1"].points) == ("行动蓝图按期", 4)


def test_what_does_not_apply_is_none_and_loses_nothing(quarter: Quarter) -> None:
    inapplicable = quarter.towns[0].metrics[-1]
    assert (inapplicable.code, inapplicable.ratio, inapplicable.earned, inapplicable.lost) == ("F2", None, None, 0)


def test_the_change_is_against_the_previous_quarter_if_there_was_one(quarter: Quarter) -> None:
    assert [(town.change, town.rank_change) for town in quarter.towns] == [(11.32, 0), (None, None)]


def test_points_lost_are_counted_by_section(quarter: Quarter) -> None:
    lost = quarter.town("fengpu").lost
    assert [lost[section] for section in ("planning", "delivery", "funding", "people")] == [4, 3, 0.5, 0]


def test_a_department_that_did_not_supervise_is_known_by_town_and_task(quarter: Quarter) -> None:
    department = next(department for department in quarter.departments if department.code == "lvhua")
    assert [(each.town_code, each.task_no) for each in department.not_supervised] == [("fengpu", 5)]


def test_a_department_without_a_card_comes_last(quarter: Quarter) -> None:
    assert [(department.code, department.has_card) for department in quarter.departments] == [
        ("lvhua", True),
        ("tuanqu", False),
    ]


def test_what_came_after_the_cutoff_is_not_among_its_files_and_findings(published_once: Home, quarter: Quarter) -> None:
    assert [file.submission_id for file in quarter.quality.submissions] == ["plan", "report", "ledger"]
    assert [finding.submission_id for finding in quarter.quality.findings] == ["report"]
    with open_snapshot(published_once) as marts:
        later = read_quarter(marts, "2024Q1", "cutoff", parse_moment("2024-04-12T09:00:00+08:00"))
    assert [finding.submission_id for finding in later.quality.findings] == ["report", "late"]


def test_what_was_due_and_did_not_come_is_late_before_what_came_late(quarter: Quarter) -> None:
    quality = quarter.quality
    assert [(each.period, each.days_late) for each in quality.expected] == [("2024-02", None), ("2024-03", 0)]
    assert [each.period for each in quality.late] == ["2024-02"]
    assert (quality.came, quality.on_time) == (1, 1)


def test_until_its_due_day_nothing_is_missing(published_once: Home) -> None:
    def expected_at(moment: str) -> list[str]:
        with open_snapshot(published_once) as marts:
            quality = read_quarter(marts, "2024Q1", "cutoff", parse_moment(moment)).quality
        return [each.period for each in quality.expected]

    assert expected_at("2024-03-05T23:59:58") == []
    assert expected_at("2024-03-06T00:00:00") == ["2024-02"]


def test_the_year_belongs_to_its_fourth_quarter_alone(quarter: Quarter) -> None:
    assert quarter.years == ()
