"""One file: taken as typed rows, or rejected by its first fatal finding (docs/contract/submissions.md, Findings)."""

from datetime import date, datetime
from typing import Any

import pytest

from ingestion.submission import Submission, read_submission
from lifecircle.calendar import CHINA
from tests.building.workbooks import Rows, cover, headers, issue, monthly_report, project, workbook

RECEIVED = datetime(2024, 4, 3, 10, tzinfo=CHINA)
NAME = "月报_南桥镇_2024-03.xlsx"


def submit(data: bytes, name: str = NAME) -> Submission:
    return read_submission(name, "0" * 64, RECEIVED, data)


def rows(submission: Submission, table: str) -> list[dict[str, Any]]:
    read = next(read for read in submission.tables if read.table == table)
    return [
        {"submission_id": submission.submission_id, "sheet": read.sheet} | dict(zip(read.columns, row, strict=True))
        for row in zip(*read.columns.values(), strict=True)
    ]


def test_a_template_report_is_taken_whole() -> None:
    submission = submit(monthly_report())
    assert submission.rejected_by is None
    assert submission.findings == []
    assert submission.cover["town"] == "nanqiao"
    row = rows(submission, "project_progress")[0]
    assert row == {
        "submission_id": submission.submission_id, "sheet": "项目进展", "row_number": 2,
        "unreadable": "", "as_percent": "",
        "project_id": "NQ2024-001", "project_name": "社区公园新建项目", "task_no": "5", "status": "在建",
        "progress_pct": 40.0, "actual_start": date(2024, 1, 8), "actual_finish": None, "month_investment": 12.5,
        "ytd_investment": 80.0, "progress_note": "主体施工", "next_step": "继续施工",
    }  # fmt: skip


def test_the_same_file_has_the_same_submission_id_and_another_receipt_another() -> None:
    first, again = submit(monthly_report()), submit(monthly_report())
    later = read_submission(NAME, "0" * 64, datetime(2024, 4, 4, tzinfo=CHINA), monthly_report())
    assert first.submission_id == again.submission_id != later.submission_id


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"no workbook at all", "F01", id="bytes that are no workbook"),
        pytest.param(b"", "F01", id="an empty file"),
        pytest.param(monthly_report()[:2000], "F01", id="a truncated workbook"),
        pytest.param(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "F01", id="an .xls that is called .xlsx"),
        pytest.param(
            workbook({"封面": cover(), "存在问题": [headers("monthly_report", "issues")]}), "F04", id="no 项目进展"
        ),
        pytest.param(workbook({"项目进展": [["项目编号"]], "存在问题": [["问题编号"]]}), "F04", id="no 封面"),
        pytest.param(monthly_report(项目进展=[["项目编号", "备注"], ["NQ2024-001", ""]]), "F05", id="no header"),
        pytest.param(
            monthly_report(项目进展=[headers("monthly_report", "project_progress")[1:], project()[1:]]),
            "F05",
            id="no column 项目编号",
        ),
        pytest.param(monthly_report(公众参与=[["活动"], ["座谈会"]]), "F05", id="an optional sheet without its header"),
        pytest.param(monthly_report(cover_rows=cover(unit="青村镇")), "F06", id="another town on the cover"),
        pytest.param(monthly_report(cover_rows=cover(unit="")), "F06", id="no town on the cover"),
        pytest.param(monthly_report(cover_rows=cover(period="2024-02")), "F07", id="another month on the cover"),
        pytest.param(monthly_report(cover_rows=cover(period="三月份")), "F07", id="no month on the cover"),
        pytest.param(monthly_report(projects=()), "F08", id="no row of 项目进展"),
        pytest.param(monthly_report(cover_rows=cover("青村镇", "2024-02")), "F06", id="the unit before the period"),
    ],
)
def test_a_fatal_fault_rejects_the_file_with_one_finding(data: bytes, code: str) -> None:
    submission = submit(data)
    assert submission.rejected_by == code
    assert [finding.code for finding in submission.findings] == [code]
    assert submission.tables == []


def test_a_sheet_of_statements_is_read_and_without_its_header_passed_over() -> None:
    said = submit(monthly_report(督办事项说明=[["对应编号", "说明"], ["NQ2024-001", "四月复工"]]))
    assert [(row["subject_id"], row["statement"]) for row in rows(said, "statements")] == [("NQ2024-001", "四月复工")]
    prose = submit(monthly_report(督办事项说明=[["本镇无督办事项"]]))
    assert (prose.rejected_by, prose.findings) == (None, [])


def test_an_empty_list_of_issues_is_taken() -> None:
    submission = submit(monthly_report(issues=()))
    assert submission.rejected_by is None
    assert rows(submission, "issues") == []


def test_a_header_is_found_below_a_title_and_by_its_aliases_in_any_order() -> None:
    sheet: Rows = [
        ["南桥镇 2024 年 3 月项目进展"],
        [],
        ["任务类别", "项目名称", " 项目\n编号 *", "状态", "进度", "累计完成投资（元）"],
        [5, "社区公园", "NQ2024-001", "在建", 40, 800_000],
        ["合计", None, None, None, None, 800_000],
        ["—", "无"],
        [6, "文化站", "NQ2024-002", "前期", 5, 0],
        ["填表说明：按月填报"],
        ["", "一、进度为累计数"],
    ]
    found = rows(submit(monthly_report(项目进展=sheet)), "project_progress")
    assert [(row["row_number"], row["project_id"], row["ytd_investment"]) for row in found] == [
        (4, "NQ2024-001", 80.0),
        (7, "NQ2024-002", 0.0),
    ]


def test_a_line_above_the_header_gives_the_unit_of_money_columns_that_name_none() -> None:
    sheet: Rows = [
        ["单位：元"],
        ["项目编号", "项目名称", "任务序号", "项目状态", "形象进度", "本年累计完成投资", "本月完成投资(万元)"],
        ["NQ2024-001", "社区公园", 5, "在建", 40, 800_000, 3],
    ]
    row = rows(submit(monthly_report(项目进展=sheet)), "project_progress")[0]
    assert (row["ytd_investment"], row["month_investment"]) == (80.0, 3.0)


def test_a_cell_that_cannot_be_read_is_a_finding_at_its_place_and_null() -> None:
    submission = submit(monthly_report(projects=[project(), project("NQ2024-002", progress_pct="约八成")]))
    (finding,) = submission.findings
    assert (finding.code, finding.sheet, finding.row_number, finding.column_header, finding.value) == (
        "E02", "项目进展", 3, "形象进度", "约八成",
    )  # fmt: skip
    assert finding.message == "第 3 行“形象进度”为“约八成”，无法识别为百分数，请改正。"
    row = rows(submission, "project_progress")[1]
    assert (row["progress_pct"], row["unreadable"]) == (None, "progress_pct")


def test_a_sheet_is_known_by_a_name_that_contains_the_forms() -> None:
    parts = {
        "附件0 封面": cover(),
        "项目进展说明": [["本表按月填报"]],
        "项目进展": [headers("monthly_report", "project_progress"), project()],
        "附件2 存在问题": [headers("monthly_report", "issues"), issue()],
    }
    submission = submit(workbook(parts))
    assert submission.rejected_by is None
    assert {read.table: len(read) for read in submission.tables} == {"project_progress": 1, "issues": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_ledger_is_read_from_csv_in_either_encoding(encoding: str) -> None:
    text = "指标代码,街镇,分子,分母\r\nT12_5G,南桥,90,100\r\n\r\nT12_5G,青村镇,80,100\r\n"
    submission = submit(text.encode(encoding), "指标台账_区科委_2024-03.csv")
    assert [(row["row_number"], row["town"]) for row in rows(submission, "indicator_ledger")] == [
        (2, "nanqiao"),
        (4, "qingcun"),
    ]


def test_a_ledger_may_be_empty_unless_it_is_all_that_a_department_has() -> None:
    header = "指标代码,街镇,分子,分母\n".encode()
    assert submit(header, "指标台账_区科委_2024-03.csv").rejected_by is None
    facilities = ",".join(headers("facility_ledger", "facility_ledger")).encode()
    assert submit(facilities, "设施台账_区体育局_2024-03.csv").rejected_by == "F08"
