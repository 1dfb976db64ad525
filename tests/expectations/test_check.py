"""Rows against their form: each rule has a case that trips it, and only it (validation.md, Findings)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.check import check, check_rows
from ingestion.land import land
from ingestion.submission import read_submission
from lifecircle.calendar import CHINA
from lifecircle.findings import Finding
from lifecircle.home import Home
from lifecircle.landed import row_schema
from tests.workbooks import ISSUES, PROJECTS, Rows, issue, monthly_report, project


def found_in(projects: Rows = PROJECTS, issues: Rows = ISSUES) -> list[Finding]:
    """The findings that checking makes of a report with these rows."""
    received = datetime(2024, 4, 3, tzinfo=CHINA)
    submission = read_submission("月报_南桥镇_2024-03.xlsx", monthly_report(projects, issues), "0" * 64, received)
    found = []
    for read in submission.tables:
        frame = pa.Table.from_pylist(read.rows, schema=row_schema(read.table)).to_pandas()
        found += check_rows(read.table, frame)
    return found


def test_a_clean_report_has_no_finding() -> None:
    assert found_in() == []


@pytest.mark.parametrize(
    ("row", "code", "header", "value"),
    [
        (project(project_name=None), "E01", "项目名称", ""),
        (project(progress_pct=101), "E03", "形象进度", "101"),
        (project(ytd_investment=-3), "E03", "本年累计完成投资(万元)", "-3"),
        (project(status="快完工了"), "E04", "项目状态", "快完工了"),
        (project(task_no=13), "E04", "任务序号", "13"),
    ],
)
def test_each_rule_is_tripped_alone(row: list[Any], code: str, header: str, value: str) -> None:
    (finding,) = found_in(projects=[project("NQ2024-009"), row])
    assert (finding.code, finding.sheet, finding.row_number) == (code, "项目进展", 3)
    assert (finding.column_header, finding.value) == (header, value)


def test_a_repeated_key_is_found_at_every_row_but_the_first() -> None:
    found = found_in(projects=[project(), project("NQ2024-002"), project(), project(project_name=None)])
    assert [(finding.code, finding.row_number) for finding in found if finding.code == "E05"] == [
        ("E05", 4),
        ("E05", 5),
    ]


def test_a_row_whose_required_key_is_blank_repeats_none() -> None:
    found = found_in(projects=[project(None), project(None)])
    assert [finding.code for finding in found] == ["E01", "E01"]


def test_an_unknown_department_is_found_and_a_blank_one_is_not() -> None:
    (finding,) = found_in(issues=[issue(dept=None), issue("NQ-W002", dept="区城管局")])
    assert (finding.code, finding.sheet, finding.row_number, finding.value) == ("E04", "存在问题", 3, "区城管局")


def test_a_cell_that_could_not_be_read_is_not_also_blank() -> None:
    assert found_in(projects=[project(progress_pct="约八成")]) == []


def test_a_blank_part_of_a_key_equals_a_blank() -> None:
    row = {"document": "行动蓝图", "town": "nanqiao", "year": None, "version": "v1", "filed_on": date(2023, 5, 20)}
    place = {"submission_id": "s", "sheet": None, "raw": "{}", "unreadable": "", "as_percent": ""}
    rows = [row | place | {"row_number": number} for number in (2, 3)]
    frame = pa.Table.from_pylist(rows, schema=row_schema("recognition_ledger")).to_pandas()
    assert [(finding.code, finding.row_number) for finding in check_rows("recognition_ledger", frame)] == [("E05", 3)]


def test_a_message_tells_a_clerk_what_to_do() -> None:
    (finding,) = found_in(projects=[project(progress_pct=120)])
    assert finding.message == "第 2 行『形象进度』为 120，应在 0 至 100 之间，请核对。"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "月报_南桥镇_2024-03.xlsx").write_bytes(monthly_report([project(progress_pct=101)]))
    home = Home(tmp_path / "home")
    land(home, inbox)
    return home


def test_a_batch_is_checked_once_and_counts_only_then(home: Home) -> None:
    assert pd.read_parquet(home.landed / "checked_batches").empty
    assert (check(home).batches, check(home).batches) == ((1,), ())
    assert list(pd.read_parquet(home.landed / "checked_batches")["batch"]) == [1]
    assert [row["code"] for row in pq.read_table(home.landed / "findings").to_pylist()] == ["E03"]


def test_a_killed_check_is_made_again_without_doubling_its_findings(home: Home) -> None:
    check(home)
    (home.landed / "checked_batches" / "000001.parquet").unlink()
    check(home)
    assert len(pq.read_table(home.landed / "findings").to_pylist()) == 1
