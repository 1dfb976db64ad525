from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lifecircle.wording import (
    amount,
    edition_name,
    fixed,
    indicator,
    moment,
    month_name,
    percent,
    percentage_points,
    period_name,
    places,
    quarter_name,
    signed,
)


@pytest.mark.parametrize(
    ("value", "text"), [(0.005, "0.01"), (2.675, "2.68"), (1234567.5, "1,234,567.50"), (0, "0.00"), (None, "不适用")]
)
def test_figures_are_rounded_half_up_and_missing_is_never_zero(value: float | None, text: str) -> None:
    assert fixed(value) == text


def test_a_missing_figure_may_have_words_of_its_own() -> None:
    assert fixed(None, absent="无总分") == "无总分"


@pytest.mark.parametrize(("value", "text"), [(26.0, "26"), (11.8, "11.80"), (712278.84, "712,278.84"), (0, "0")])
def test_counts_are_whole_and_sums_have_two_places(value: float, text: str) -> None:
    assert amount(value) == text


@pytest.mark.parametrize(("ratio", "text"), [(0.89, "89.0%"), (1, "100.0%"), (0, "0.0%"), (None, "不适用")])
def test_ratios_are_percentages(ratio: float | None, text: str) -> None:
    assert percent(ratio) == text


@pytest.mark.parametrize(("change", "text"), [(2.2, "+2.20"), (-0.7, "−0.70"), (0.0, "持平"), (None, "无上期")])
def test_changes_have_a_sign(change: float | None, text: str) -> None:
    assert signed(change) == text


def test_moments_are_of_shanghai() -> None:
    assert moment(datetime(2024, 4, 10, 15, 59, 59, tzinfo=UTC)) == "2024年4月10日 23:59:59"


def test_quarters_have_chinese_names() -> None:
    assert [quarter_name(f"2024Q{number}") for number in range(1, 5)] == [
        "2024年第一季度",
        "2024年第二季度",
        "2024年第三季度",
        "2024年第四季度",
    ]


@pytest.mark.parametrize(
    ("period", "text"),
    [("2024-03", "2024年3月"), ("2024Q1", "2024年第一季度"), ("2024", "2024年"), ("v2", "第2版"), (None, "无报告期")],
)
def test_periods_have_chinese_names(period: str | None, text: str) -> None:
    assert period_name(period) == text


def test_what_is_no_month_is_left_as_it_is() -> None:
    assert (month_name("2024-12"), month_name("行动蓝图")) == ("2024年12月", "行动蓝图")


@pytest.mark.parametrize(("change", "text"), [(2, "升2位"), (-1, "降1位"), (0, "未变"), (None, "无上期")])
def test_ranks_rise_and_fall_in_words(change: int | None, text: str) -> None:
    assert places(change) == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (0.5, 0.4, "+10.0个百分点"),
        (0.4, 0.5, "−10.0个百分点"),
        (0.5, 0.5, "持平"),
        (0.5, None, "无上期"),
        (None, 0.5, "不适用"),
    ],
)
def test_ratios_move_by_percentage_points(now: float | None, before: float | None, text: str) -> None:
    assert percentage_points(now, before) == text


def test_a_share_is_a_percentage_and_a_rate_a_figure() -> None:
    assert (indicator(0.9, 1), indicator(0.24, 10000), indicator(None, 1)) == ("90.0%", "0.24", "不适用")


def test_a_later_version_says_that_it_is_a_restatement() -> None:
    assert [edition_name(name) for name in ("draft", "v1", "v2")] == ["草稿", "正式 v1", "正式 v2（修订）"]
