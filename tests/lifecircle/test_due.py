"""What opens, falls due and closes when, for whom (docs/contract/assessment.md, Calendar)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.due import Deadline, days_late, deadlines, due_within, month_closes_at, opened, opens_after
from lifecircle.reference import load_district
from tests.building.districts import TOY_DISTRICT, changed_district

MOVED = (
    "form,period,due_on,source\nmonthly_report,2024-01,2024-02-19,a holiday\nannual_plan,2024,2023-12-18,a holiday\n"
)
NAMES = "unit_code,name,kind,compare_group,valid_from\nxi,西山街道,街道,街道,2024-02-08\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The toy district with moved due days, and a town that is there from 2024-02-08 on."""
    folder = changed_district(tmp_path, "towns", "", "")
    (folder / "moved_due_dates.csv").write_text(MOVED, encoding="utf-8")
    (folder / "unit_names.csv").write_text(NAMES, encoding="utf-8")
    return folder


def one(folder: Path, form: str, period: str, unit: str = "dong") -> Deadline:
    (found,) = (x for x in deadlines(load_district(folder)) if (x.unit_code, x.form, x.period) == (unit, form, period))
    return found


@pytest.mark.parametrize(
    ("form", "period", "unit", "opens", "due", "closes"),
    [
        ("monthly_report", "2023-12", "dong", "2024-01-01", "2024-01-07", "2024-01-10"),
        ("monthly_report", "2024-01", "dong", "2024-02-01", "2024-02-19", "2024-02-19"),
        ("supervision_ledger", "2024Q1", "park", "2024-04-01", "2024-04-10", "2024-04-10"),
        ("annual_plan", "2024", "dong", "2023-12-01", "2023-12-18", "2024-01-10"),
        ("blueprint", "v1", "dong", "2023-06-01", "2023-06-20", "2023-07-10"),
    ],
)
def test_a_form_opens_falls_due_and_closes(
    form: str, period: str, unit: str, opens: str, due: str, closes: str, folder: Path
) -> None:
    found = one(folder, form, period, unit)
    assert found.opens_at == parse_moment(opens)
    assert found.due_at == parse_moment(f"{due}T23:59:59")
    assert found.closes_at == parse_moment(f"{closes}T23:59:59")


def test_what_is_sent_on_change_is_never_due() -> None:
    assert not [each for each in deadlines(load_district(TOY_DISTRICT)) if each.form == "community_ledger"]


def test_a_town_owes_nothing_that_was_due_before_its_first_day(folder: Path) -> None:
    first = min(each.period for each in deadlines(load_district(folder)) if each.unit_code == "xi")
    # 2024-01 was moved to 2024-02-19, but its usual day 2024-02-07 lies before
    assert first == "2024-02"


def test_a_due_day_holds_for_the_whole_quarter_on_whose_last_day_it_is_in_force(tmp_path: Path) -> None:
    folder = changed_district(tmp_path, "due_days", "\n", "\nmonthly_report,2024-02-01,3,made up\n")
    assert one(folder, "monthly_report", "2023-12").due_at == parse_moment("2024-01-07T23:59:59")
    assert one(folder, "monthly_report", "2024-01").due_at == parse_moment("2024-02-03T23:59:59")


def test_a_forms_own_window_wins_over_that_of_every_form(tmp_path: Path) -> None:
    folder = changed_district(tmp_path, "towns", "", "")
    rows = "monthly_report,2024-01-01,2,12,made up\n,2023-01-01,1,10,made up\n,2024-02-01,1,11,made up\n"
    (folder / "reporting_windows.csv").write_text(f"form,valid_from,opens_day,closes_day,source\n{rows}")
    assert one(folder, "monthly_report", "2023-12").closes_at == parse_moment("2024-01-10T23:59:59")
    report, ledger = one(folder, "monthly_report", "2024-03"), one(folder, "facility_ledger", "2024-03", "park")
    assert (report.opens_at.day, report.closes_at.day) == (2, 12)
    assert (ledger.opens_at.day, ledger.closes_at.day) == (1, 11)


def test_a_month_closes_with_its_last_form(folder: Path) -> None:
    district = load_district(folder)
    assert month_closes_at(district, "2023-12") == parse_moment("2024-01-10T23:59:59")
    assert month_closes_at(district, "2024-01") == parse_moment("2024-02-19T23:59:59")
    with pytest.raises(ValueError, match="2022-01 lies outside the cycle"):
        month_closes_at(district, "2022-01")


def test_what_is_open_what_is_next_and_what_goes_out(folder: Path) -> None:
    calendar = deadlines(load_district(folder))
    before, at = parse_moment("2024-01-31T23:59:59"), parse_moment("2024-02-01")
    assert {x.period for x in opened(calendar, at)} - {x.period for x in opened(calendar, before)} == {"2024-01"}
    coming = due_within(calendar, parse_moment("2024-02-08"), timedelta(days=31))
    assert {(x.form, x.period) for x in coming if x.unit_code == "dong"} == {
        ("monthly_report", "2024-01"),
        ("monthly_report", "2024-02"),
    }
    assert {(x.form, x.period) for x in opens_after(calendar, "2023-11") if x.unit_code == "dong"} == {
        ("monthly_report", "2023-11"),
        ("annual_plan", "2024"),
    }


def test_days_late_are_whole_days_of_shanghai() -> None:
    due_at = parse_moment("2024-02-07T23:59:59")
    assert [days_late(due_at, parse_moment(day)) for day in ("2024-02-01", "2024-02-07T23:59", "2024-02-08")] == [
        0,
        0,
        1,
    ]
    assert days_late(due_at, parse_moment("2024-02-08T16:00:00+00:00")) == 2
