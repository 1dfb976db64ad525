"""Periods and moments, as people and programs write them."""

from datetime import datetime
from typing import Literal

import pytest

from lifecircle.calendar import CHINA, months_between, parse_moment, parse_period, period_start


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        ("2024-03", "month", "2024-03"),
        ("202403", "month", "2024-03"),
        ("2024年3月", "month", "2024-03"),
        ("2024年03月", "month", "2024-03"),
        ("2024-13", "month", None),
        ("2024", "month", None),
        ("0000-03", "month", None),
        ("٢٠٢٤-03", "month", None),
        ("2024Q1", "quarter", "2024Q1"),
        ("2024-q1", "quarter", "2024Q1"),
        ("2024年一季度", "quarter", "2024Q1"),
        ("2024年第四季度", "quarter", "2024Q4"),
        ("2024Q5", "quarter", None),
        ("0000Q1", "quarter", None),
        ("2024年", "year", "2024"),
        ("24", "year", None),
        ("0000", "year", None),
        ("V2", "version", "v2"),
        ("第2版", "version", "v2"),
        ("2", "version", "v2"),
        ("正式稿", "version", None),
    ],
)
def test_a_period_has_one_canonical_form(
    text: str, kind: Literal["month", "quarter", "year", "version"], period: str | None
) -> None:
    assert parse_period(text, kind) == period


def test_a_moment_without_a_zone_is_of_shanghai() -> None:
    expected = datetime(2024, 4, 10, 23, 59, 59, tzinfo=CHINA)
    assert parse_moment("2024-04-10T23:59:59") == parse_moment("2024-04-10T15:59:59+00:00") == expected


def test_months_and_quarters_begin_on_their_first_day_and_years_do_not() -> None:
    assert str(period_start("2024-03")) == "2024-03-01"
    assert str(period_start("2024Q2")) == "2024-04-01"
    assert period_start("2024") is None


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between("2023-11", "2024-02") == ["2023-11", "2023-12", "2024-01", "2024-02"]
