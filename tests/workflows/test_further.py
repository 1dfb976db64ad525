"""What else is wrong with a file that was sent back is found in the same round, and counts nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.further import read_further
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from tests.building.workbooks import cover, monthly_report, project
from workflows.further import look_further

NAME = "月报_南桥镇_2024-03.xlsx"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One report with another month on its cover, without a project's name, and with an impossible progress."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "收件登记.csv").write_text(f"文件名,收到时间\n{NAME},2024-04-03 10:00:00", encoding="utf-8")
    rows = (project(project_name=None), project("NQ2024-002", progress_pct=120))
    (inbox / NAME).write_bytes(monthly_report(rows, cover_rows=cover(period="2024-02")))
    home = Home(tmp_path / "home")
    land(home, inbox)
    check(home, data_docs=False)
    return home


def test_the_rows_of_a_refused_file_are_checked_once_and_land_nowhere(home: Home) -> None:
    (row,) = read_landed(home, "submissions").to_pylist()
    before = read_landed(home, "findings").to_pylist()
    assert [found["code"] for found in before] == ["F07"]
    assert [look_further(home), look_further(home)] == [1, 0]
    further = read_further(home, row["submission_id"]) or ()
    assert [(each.finding.code, each.finding.row_number, each.finding.field) for each in further] == [
        ("E01", 2, "project_name"),
        ("E03", 3, "progress_pct"),
    ]
    assert read_landed(home, "findings").to_pylist() == before
    assert read_landed(home, "project_progress").to_pylist() == []


def test_what_was_kept_and_cannot_be_read_is_made_again(home: Home) -> None:
    look_further(home)
    (kept,) = home.further.iterdir()
    kept.write_text("{")
    assert read_further(home, kept.stem) is None
    assert look_further(home) == 1
