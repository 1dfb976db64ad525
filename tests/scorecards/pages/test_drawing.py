from __future__ import annotations

from datetime import date

import pytest

from scorecards.figures.towns import HistoryPoint
from scorecards.pages.drawing import Axis, bounds, heat, trend


def point(total: float | None) -> HistoryPoint:
    return HistoryPoint("2024Q1", total, None)


def test_a_trend_goes_up_with_the_total_from_edge_to_edge() -> None:
    drawn = trend([point(50), point(100)], 50, 100, 100, 26)
    assert drawn.dots == ((3, 23), (97, 3))
    assert drawn.points == "3.0,23.0 97.0,3.0"


def test_a_quarter_without_a_total_is_left_out_of_the_line_and_keeps_its_place() -> None:
    assert [x for x, _ in trend([point(50), point(None), point(60)], 0, 100, 100, 26).dots] == [3, 97]


def test_equal_totals_are_drawn_too() -> None:
    assert len(trend([point(50)], 50, 50, 100, 26).dots) == 1


def test_trends_beside_each_other_share_a_scale() -> None:
    assert bounds([[point(50), point(None)], [point(90)]]) == (50, 90)
    assert bounds([]) == (0, 100)


@pytest.mark.parametrize(
    ("score", "step"),
    [(None, "absent"), (0, "heat0"), (59.99, "heat0"), (60, "heat1"), (89.9, "heat3"), (100, "heat4")],
)
def test_a_score_has_its_step_of_colour_and_missing_one_of_its_own(score: float | None, step: str) -> None:
    assert heat(score) == step


def test_a_bar_needs_both_ends_and_is_never_invisible() -> None:
    axis = Axis(date(2024, 1, 1), date(2024, 12, 31))
    assert axis.bar(date(2024, 1, 1), None) is None
    bar = axis.bar(date(2024, 5, 1), date(2024, 5, 1))
    assert bar is not None
    assert bar.width > 0


def test_days_outside_stand_at_the_edge() -> None:
    axis = Axis(date(2024, 1, 1), date(2024, 12, 31))
    assert (axis.at(date(2020, 1, 1)), axis.at(date(2030, 1, 1))) == (0, 100)


def test_the_timeline_names_half_years() -> None:
    assert [name for _, name in Axis(date(2024, 1, 1), date(2024, 12, 31)).ticks] == ["2024年", "", "7月", ""]
