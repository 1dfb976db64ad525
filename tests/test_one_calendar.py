"""A month as it passes: what the calendar, the status and the list of whom to ring say of it agree at every moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from cli.console import console
from cli.summary import show_status
from cli.upkeep import status
from lifecircle.calendar import parse_moment
from lifecircle.due import deadlines, opened
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.reference import load_district
from lifecircle.settings import PROJECT, Settings
from receipts.chase import list_matters, read_asks, read_calendar
from receipts.content import read_receipts
from receipts.forms.sending import UnknownFormError, forms_of_month
from tests.building.districts import district_of
from tests.building.receipts_home import Sent, ToyHome
from workflows.status import read_status

MOVED = "form,period,due_on,source\nmonthly_report,2024-04,2024-05-13,a holiday\n"
"""Beyond the usual day, the 5th, and beyond the close, the 10th."""
MARTS = """
create or replace table marts.dim_quarter
(quarter varchar, year integer, quarter_of_year integer, ends_on date, cutoff_at timestamptz, is_due boolean);
create or replace table marts.publication (quarter varchar, version bigint);
"""


@pytest.fixture(autouse=True)
def reference(tmp_path: Path) -> Iterator[Path]:
    """The district with the reports of 2024-04 moved."""
    folder = shutil.copytree(PROJECT / "dbt_project" / "seeds" / "reference", tmp_path / "reference")
    (folder / "moved_due_dates.csv").write_text(MOVED, encoding="utf-8")
    with district_of(folder):
        yield folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Built as of 2024-04-10; 南桥镇 has sent its report of 2024-04 since, 奉浦街道 has not."""
    toy = ToyHome(tmp_path / "home")
    toy.send(Sent(period="2024-04", received_at="2024-05-07T09:00:00+08:00"))
    home = toy.publish()
    with duckdb.connect(home.snapshot) as connection:
        connection.execute(MARTS)
    return home


def calendar_says(moment: datetime) -> str | None:
    for each in opened(deadlines(load_district(Settings().reference)), moment):
        if (each.unit_code, each.form, each.period) == ("fengpu", "monthly_report", "2024-04"):
            return "upcoming" if moment <= each.due_at else "missing"
    return None


def chase_says(home: Home, moment: datetime) -> str | None:
    with open_snapshot(home) as marts:
        calendar = read_calendar(marts, moment)
        matters = list_matters(read_receipts(marts, home), calendar, read_asks(marts), moment)
    kinds = [x.kind for x in matters if (x.unit_code, x.period, x.receipt) == ("fengpu", "2024-04", None)]
    return kinds[0] if kinds else None


def status_says(home: Home, moment: datetime) -> str | None:
    console.width = 500
    with console.capture() as said:
        show_status(home, read_status(home, moment, damaged=()))
    lines = [line for line in said.get().splitlines() if line.split()[:2] == ["2024年4月", "街镇月报"]]
    if not lines:
        return None
    return "missing" if "奉浦街道（逾期" in lines[0] else "upcoming" if "未到期：" in lines[0] else "unknown"


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2024-04-30T23:59:59", None),
        ("2024-05-01T00:00:00", "upcoming"),
        ("2024-05-06T00:00:00", "upcoming"),
        ("2024-05-11T12:00:00", "upcoming"),
        ("2024-05-13T23:59:59", "upcoming"),
        ("2024-05-14T00:00:00", "missing"),
        ("2024-06-20T00:00:00", "missing"),
    ],
)
def test_until_a_moved_day_a_report_is_not_missing_and_all_say_so(at: str, state: str | None, home: Home) -> None:
    moment = parse_moment(at)
    assert (calendar_says(moment), chase_says(home, moment), status_says(home, moment)) == (state, state, state)


def test_without_being_told_a_moment_all_stand_on_the_clock_of_the_settings(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFECIRCLE_AS_OF", "2024-05-11T12:00:00")
    with console.capture() as said:
        status(home.root)
    assert "截至 2024-05-11 12:00" in said.get()
    assert "05月13日 2024年4月街镇月报（1／" in "".join(said.get().splitlines())


def test_a_unit_gets_the_forms_that_open_after_the_month_and_none_before_its_first_day(reference: Path) -> None:
    def names(month: str) -> list[str]:
        return [blank.file_name for blank in forms_of_month(None, month, "奉浦街道")]

    assert names("2024-03") == ["月报_奉浦街道_2024-03.xlsx"]
    assert names("2023-10") == ["月报_奉浦街道_2023-10.xlsx", "年度计划_奉浦街道_2024.xlsx"]
    lines = "unit_code,name,kind,compare_group,valid_from\nfengpu,奉浦街道,街道,街道,2024-05-01\n"
    (reference / "unit_names.csv").write_text(lines, encoding="utf-8")
    with pytest.raises(UnknownFormError):
        names("2024-03")
    assert names("2024-04") == ["月报_奉浦街道_2024-04.xlsx"]
