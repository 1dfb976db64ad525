"""When a month is closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from workflows.closing import NoClosingError, closing_moment, due_month, month_before


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home to which something came."""
    (tmp_path / "landed" / "submissions").mkdir(parents=True)
    (tmp_path / "landed" / "submissions" / "1.parquet").touch()
    return Home(tmp_path)


def test_the_month_before_january_is_december() -> None:
    assert month_before(parse_moment("2024-01-11T00:10")) == "2023-12"


def test_a_month_is_closed_as_of_its_closing_moment_however_late() -> None:
    assert closing_moment("2024年3月", parse_moment("2024-07-01")) == parse_moment("2024-04-10T23:59:59")


@pytest.mark.parametrize(
    ("month", "moment", "why"),
    [
        ("2024-03", "2024-04-10T23:59:58", "不能结账"),
        ("三月", "2024-07-01", "不是月份"),
        ("2019-03", "2024-07-01", "不在报送周期之内"),
    ],
)
def test_what_cannot_be_closed_is_refused_plainly(month: str, moment: str, why: str) -> None:
    with pytest.raises(NoClosingError, match=why):
        closing_moment(month, parse_moment(moment))


def test_the_timetable_closes_the_month_once_it_has_come_to_its_close(home: Home) -> None:
    assert due_month(home, parse_moment("2024-04-10T23:59:58")) is None
    assert due_month(home, parse_moment("2024-04-11T00:10")) == "2024-03"


def test_the_timetable_closes_nothing_twice_and_nothing_of_an_empty_home(home: Home, tmp_path: Path) -> None:
    assert due_month(Home(tmp_path / "empty"), parse_moment("2024-04-11T00:10")) is None
    (home.briefs / "2024-03" / "v1").mkdir(parents=True)
    assert due_month(home, parse_moment("2024-04-11T00:10")) is None
