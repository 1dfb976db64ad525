from __future__ import annotations

from datetime import datetime

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.scorecards import NothingPublishedError, QuarterCard, read_quarters
from publishing.snapshot import publish_snapshot

AS_OF = parse_moment("2024-04-20T08:00:00+08:00")


@pytest.fixture
def last(home: Home) -> QuarterCard:
    publish_snapshot(home)
    return read_quarters(home, AS_OF)[-1]


@pytest.mark.parametrize(
    ("as_of", "quarters"),
    [
        ("2024-01-10T23:59:58+08:00", []),
        ("2024-01-10T23:59:59+08:00", ["2023Q4"]),
        ("2024-04-10T23:59:59+08:00", ["2023Q4", "2024Q1"]),
        ("2025-01-01T00:00:00+08:00", ["2023Q4", "2024Q1"]),
    ],
)
def test_a_quarter_is_read_once_its_cutoff_is_reached_and_it_has_cards(
    home: Home, as_of: str, quarters: list[str]
) -> None:
    publish_snapshot(home)
    assert [card.quarter for card in read_quarters(home, parse_moment(as_of))] == quarters


def test_towns_stand_in_the_order_of_their_ranks(last: QuarterCard) -> None:
    assert [(town.rank, town.town_name, town.total) for town in last.towns] == [
        (1, "南桥镇", 91.32),
        (2, "奉浦街道", 65.14),
    ]


def test_the_cutoff_is_a_moment_of_shanghai(last: QuarterCard) -> None:
    assert last.cutoff_at == datetime.fromisoformat("2024-04-10T23:59:59+08:00")
    assert last.cutoff_at.isoformat().endswith("+08:00")


def test_metrics_in_force_but_not_scored_are_missing_and_those_of_departments_are_not(last: QuarterCard) -> None:
    assert [metric.code for metric in last.metrics] == ["P1", "D3", "F2"]
    assert [metric.code for metric in last.missing_metrics] == ["S2"]
    assert last.sections == ["planning", "delivery", "funding"]


def test_a_metric_has_the_name_and_points_of_the_rule_in_force_at_the_quarters_end(last: QuarterCard) -> None:
    assert (last.metrics[0].name, last.metrics[0].points) == ("行动蓝图按期", 4)


def test_what_does_not_apply_is_none_and_loses_nothing(last: QuarterCard) -> None:
    inapplicable = last.towns[0].metrics[-1]
    assert (inapplicable.metric.code, inapplicable.ratio, inapplicable.earned, inapplicable.lost) == (
        "F2",
        None,
        None,
        0,
    )


def test_the_dearest_losses_come_first(last: QuarterCard) -> None:
    assert [score.metric.code for score in last.towns[1].most_lost] == ["P1", "D3", "F2"]
    assert [score.metric.code for score in last.towns[0].most_lost] == ["D3"]


def test_the_change_is_against_the_previous_quarter_if_there_was_one(last: QuarterCard) -> None:
    assert [town.change for town in last.towns] == [11.32, None]


def test_a_town_has_changed_if_its_total_or_its_rank_would_be_another_now(home: Home, last: QuarterCard) -> None:
    assert [town.town_code for town in last.changed_towns] == ["nanqiao", "fengpu"]
    assert read_quarters(home, AS_OF)[0].changed_towns == []


def test_without_a_snapshot_the_message_says_so(home: Home) -> None:
    with pytest.raises(NothingPublishedError, match="no snapshot has been published yet"):
        read_quarters(home, AS_OF)
