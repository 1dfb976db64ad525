from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publishing.wording import amount, fixed, moment, percent, quarter_name, signed


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
