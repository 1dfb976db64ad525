"""A number format shows a percentage or ten-thousands only where it does, and only to the numbers that it is for."""

from __future__ import annotations

import pytest

from ingestion.number_formats import Shown, is_plain, shown_by


@pytest.mark.parametrize("code", ["0%", "0.00%", "[Red]0%", "0 %", '0.0%" "', "#,##0.0%", "0%_)", "0.0%;-0.0%"])
def test_a_percent_sign_shows_a_percentage(code: str) -> None:
    assert shown_by(code, 0.5) == Shown(is_percentage=True)


@pytest.mark.parametrize("code", ["0_%", "0.0*%", '0"%"', r"0\%", "0!%", "General", '0.0"[%]"', "@", "", "[%]0"])
def test_a_percent_sign_that_is_a_gap_a_filling_or_a_text_shows_none(code: str) -> None:
    assert is_plain(code)


@pytest.mark.parametrize(
    ("code", "value", "is_percentage"),
    [
        ("0;0%", 40, False),
        ("0;0%", -0.4, True),
        ("0%;0", 0.0, True),
        ('0%;0;"-"', 0.0, False),
        ("[<=1]0%;0", 0.85, True),
        ("[<=1]0%;0", 40, False),
        ("[>1]0;0%", 40, False),
        ("[>1]0;0%", 0.4, True),
        ("[=0]0;[<1]0%;0", 0.4, True),
        ("[=0]0;[<1]0%;0", 40, False),
        ("[>100]0;0%;0.0", 40, False),
        ("0;0;0;@%", 40, False),
    ],
)
def test_a_section_counts_for_the_numbers_that_it_is_for(code: str, value: float, is_percentage: bool) -> None:
    assert shown_by(code, value).is_percentage == is_percentage


@pytest.mark.parametrize(
    ("code", "power"),
    [
        ("0!.0,", -4),
        (r"0\.0,", -4),
        ('0"."0,', -4),
        ("0!.0000", -4),
        ("#,##0!.0,", -4),
        ('0!.0,"万元"', -4),
        ("0!.00,", -5),
        ("0,", -3),
        ("0.00,,", -6),
        ("0,.0", -3),
        ("#,##0", 0),
        ("#,##0.00", 0),
        ("0.0", 0),
        ('0"."', 0),
        ('0" ."', 0),
        ("0!.0,;-0!.0,", -4),
    ],
)
def test_a_number_is_shown_by_the_power_of_ten_that_commas_and_literal_points_make(code: str, power: int) -> None:
    assert shown_by(code, 12345678).power == power
