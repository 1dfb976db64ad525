"""Which rows are data, and what their cells mean where form and place matter.

Source: docs/contract/submissions.md, Normalised.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from tests.building.hostile_workbooks import changed, sheet_part
from tests.building.submissions import (
    FACILITIES,
    LEAST_PLAN,
    LEAST_REPORT,
    codes,
    plan_with,
    report_with,
    rows,
    submit,
    values,
)
from tests.building.workbooks import Range, Rows, csv_file, headers, issue, monthly_report, xlsx

HEADER, ROW = list(LEAST_REPORT), list(LEAST_REPORT.values())


def numbers_read(sheet: Rows) -> list[int]:
    return values(report_with(sheet), "project_progress", "row_number")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param([], id="an empty row"),
        pytest.param([" ", "—", "无", "N/A", "/", "待定"], id="a row of null words"),
        pytest.param([" " * 60, "　" * 60], id="a row of long blanks"),
        pytest.param(["合计", None, None, None, None, 80], id="合计"),
        pytest.param([" 合      计 ", None, None, None, None, 80], id="合 计, spaced out"),
        pytest.param([None, None, "小计", None, None, 80], id="小计, not in the first column"),
        pytest.param(["总\n计", 1], id="总计 over two lines"),
    ],
)
def test_a_row_that_is_no_data_is_passed_over_and_the_next_is_read(row: list[Any]) -> None:
    assert numbers_read([HEADER, ROW, row, ROW]) == [2, 4]


@pytest.mark.parametrize(
    "note",
    [
        "填表说明",
        "填表说明：一、按月填报",
        "注：单位为万元",
        "注:",
        "注 ： 见附件",
        "注∶",
        "注﹕",
        "备注：无",
        "填报人：张三",
    ],
)
def test_a_note_ends_the_table(note: str) -> None:
    assert numbers_read([HEADER, ROW, [None, note], ["NQ2024-009", "一格不算一行"]]) == [2]


@pytest.mark.parametrize("note", ["填表说明", "备注：", "填报人：张三", "审 核 人 ：", "盖章："])
def test_a_note_above_a_row_with_its_key_and_half_of_what_is_required_is_left_out_alone(note: str) -> None:
    half = ["NQ2024-009", "社区公园", 5, None, 40]
    assert numbers_read([HEADER, ROW, [None, note], half, ["合计：", *ROW[1:]]]) == [2, 4]


@pytest.mark.parametrize("project_id", ["合计001", "注册001", "备注1", "说明", "负责人甲"])
def test_a_row_that_only_looks_like_a_total_or_a_note_is_data(project_id: str) -> None:
    assert numbers_read([HEADER, [project_id, *ROW[1:]], ROW]) == [2, 3]


def test_a_total_and_a_table_that_holds_nothing_else_is_a_table_without_rows() -> None:
    sheet: Rows = [HEADER, ["合计：", None, None, None, None, 80], ["填表说明"], [None, "见附件"]]
    assert report_with(sheet).rejected_by == "F08"


@pytest.mark.parametrize("word", ["", " ", "—", "——", "-", "/", "无", "N/A", "n/a", "Ｎ／Ａ", "待定", "－"])
def test_a_null_word_is_null_in_a_column_of_any_type(word: str) -> None:
    sheet: Rows = [headers("facility_ledger", "facility_ledger"), ["F-1", *[word] * 10, "-", "-"]]
    read = submit(csv_file(sheet), f"{FACILITIES}.csv")
    (row,) = rows(read, "facility_ledger")
    fields = list(row)[5:]
    assert ({field: row[field] for field in fields}, codes(read)) == (dict.fromkeys(fields), [])


def test_hidden_rows_and_columns_are_data() -> None:
    book = openpyxl.load_workbook(io.BytesIO(monthly_report()))
    book["项目进展"].row_dimensions[2].hidden = True
    book["项目进展"].column_dimensions["A"].hidden = True
    book["存在问题"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    read = submit(out.getvalue())
    assert values(read, "project_progress", "project_id") == ["NQ2024-001"]
    assert len(rows(read, "issues")) == 1


def _parts(sheet: Rows) -> dict[str, Rows]:
    return {
        "封面": [["单位名称", "南桥镇"], ["报告月份", "2024-03"], ["填报人", "甲"]],
        "存在问题": [headers("monthly_report", "issues")],
        "项目进展": sheet,
    }


def _merged(merges: tuple[Range, ...], sheet: Rows) -> list[dict[str, Any]]:
    return rows(submit(xlsx(_parts(sheet), merges)), "project_progress")


def test_what_is_merged_down_over_a_total_and_a_blank_row_makes_no_rows_of_them() -> None:
    sheet: Rows = [
        HEADER,
        ROW,
        [None] * 6,
        ["合计", None, None, None, None, 1],
        ["NQ2024-002", "甲", None, "在建", 3, 4],
    ]
    read = _merged(((2, 3, 5, 3),), sheet)
    assert [(row["row_number"], row["task_no"]) for row in read] == [(2, "5"), (5, "5")]


def test_what_a_program_left_in_merged_cells_below_their_first_counts_not() -> None:
    data = xlsx(_parts([HEADER, [*ROW[:4], 10, 100], ["NQ2024-002", "乙", "3", "在建", 20, 99]]))
    name, part = sheet_part(data, "xl/worksheets/sheet3.xml")
    merges = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="F2:F3"/></mergeCells>'
    merged = part.replace("</sheetData>", f"</sheetData>{merges}")
    assert merged != part
    read = rows(submit(changed(data, {name: merged.encode()})), "project_progress")
    assert [(row["project_id"], row["ytd_investment"]) for row in read] == [("NQ2024-001", 100), (None, None)]


def test_cells_merged_over_the_whole_sheet_or_down_a_title_change_nothing() -> None:
    sheet: Rows = [["标题", *[None] * 5], [None] * 6, HEADER, ROW, ["NQ2024-002", *ROW[1:]]]
    read = _merged(((1, 1, 2, 6),), sheet)
    assert [row["project_id"] for row in read] == ["NQ2024-001", "NQ2024-002"]


@pytest.mark.parametrize(
    ("written", "task"),
    [
        (3, "3"),
        (3.0, "3"),
        ("３", "3"),
        ("03", "3"),
        ("三", "3"),
        ("（三）", "3"),
        ("(3)", "3"),
        ("任务3", "3"),
        ("任务 三", "3"),
        ("任务十二", "12"),
        ("（十）", "10"),
        ("十一", "11"),
        ("任务１２", "12"),
        (13, "13"),
        ("任务十三", "任务十三"),
        (0, "0"),
        ("3-4", "3-4"),
    ],
)
def test_a_task_is_known_however_it_is_written_and_else_left_as_typed(written: Any, task: str) -> None:
    assert values(report_with([HEADER, [*ROW[:2], written, *ROW[3:]]]), "project_progress", "task_no") == [task]


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        (date(2024, 3, 5), "2024-03-05", "2024-03-05"),
        (45356, "2024-03-05", "2024-03-05"),
        ("45356", "2024-03-05", "2024-03-05"),
        (20240305, "2024-03-05", "2024-03-05"),
        ("2024/3/1 15:30", "2024-03-01", "2024-03-01"),
        ("2024年3月11日 5:30", "2024-03-11", "2024-03-11"),
        ("2024-03-01T15:30:00Z", "2024-03-01", "2024-03-01"),
        ("２０２４．３．５", "2024-03-05", "2024-03-05"),
        ("2024 年 3 月", "2024-03-01", "2024-03-31"),
        ("2024.3", "2024-03-01", "2024-03-31"),
        ("2024-03", "2024-03-01", "2024-03-31"),
        ("2024年3月底", "2024-03-31", "2024-03-31"),
        ("2024年底", "2024-12-31", "2024-12-31"),
        ("2024年2月下旬", "2024-02-21", "2024-02-29"),
        (2024.3, None, None),
        (202403, None, None),
        (19999, None, None),
        (60001, None, None),
        ("2024年", None, None),
        ("2024-02-30", None, None),
        ("下半年", None, None),
    ],
)
def test_a_date_is_read_and_rounded_as_its_column_says_or_is_a_finding(
    written: Any, start: str | None, end: str | None
) -> None:
    read = plan_with([[*LEAST_PLAN, "计划开工时间", "计划完工"], [*LEAST_PLAN.values(), written, written]])
    (row,) = rows(read, "plan_projects")
    assert [day and day.isoformat() for day in (row["planned_start"], row["planned_finish"])] == [start, end]
    assert codes(read) == ([] if start else ["E02", "E02"])


@pytest.mark.parametrize(
    ("written", "wan"),
    [
        ("350万", 350),
        ("350 万元", 350),
        ("1.2亿元", 12_000),
        ("１，２３４．５", 1234.5),
        ("3,500元", 0.35),
        ("5百万元", 500),
        ("12千元", 1.2),
        ("约80%", None),
        ("80左右", None),
        ("50-60", None),
        ("80%", None),
        ("30人", None),
        ("1,23", None),
        (True, None),
        (date(2024, 1, 1), None),
        ("1e400", None),
        ("9" * 400, None),
    ],
)
def test_money_is_read_with_its_unit_or_is_a_finding(written: Any, wan: float | None) -> None:
    read = report_with([HEADER, [*ROW[:5], written]])
    assert (values(read, "project_progress", "ytd_investment"), codes(read)) == ([wan], [] if wan else ["E02"])


@pytest.mark.parametrize("written", [1e25, -1e15, "1e25", "310226199001011234"])
def test_a_number_beyond_all_that_a_district_has_is_a_finding(written: Any) -> None:
    ledger: Rows = [
        ["设施编号", "设施名称", "设施类型", "所属街镇", "经度", "纬度", "使用状态", "服务能力"],
        ["F-1", "公园", "社区体育公园", "南桥镇", 121.4, 30.9, "在用", written],
    ]
    money = report_with([HEADER, [*ROW[:5], written]])
    number = submit(xlsx({"表": ledger}), f"{FACILITIES}.xlsx")
    assert (codes(money), codes(number)) == (["E02"], ["E02"])


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("建筑面积", "120平方米", 120.0),
        ("建筑面积", "1.2万㎡", 12_000.0),
        ("服务能力", "40张", 40.0),
        ("服务能力", "1亿", 1e8),
        ("服务能力", "30 人", 30.0),
        ("服务能力", "12间", 12.0),
        ("建筑面积", "120 M2", 120.0),
        ("标准化达标", "√", True),
        ("标准化达标", "有", True),
        ("标准化达标", "无", False),
        ("标准化达标", "×", False),
        ("标准化达标", "ｙ", True),
        ("标准化达标", 0, False),
        ("标准化达标", True, True),
        ("标准化达标", "待定", None),
    ],
)
def test_a_cell_of_a_ledger_is_read_with_what_stands_after_it(field: str, written: Any, value: Any) -> None:
    sheet: Rows = [
        ["设施编号", "设施名称", "设施类型", "所属街镇", "经度", "纬度", "使用状态", field],
        ["F-1", "公园", "社区体育公园", "南桥镇", 121.4, 30.9, "在用", written],
    ]
    read = submit(xlsx({"表": sheet}), f"{FACILITIES}.xlsx")
    name = {"建筑面积": "floor_area", "服务能力": "capacity", "标准化达标": "standardised"}[field]
    assert (values(read, "facility_ledger", name), codes(read)) == ([value], [])


@pytest.mark.parametrize("dept", ["区财政局", " 区 财政局 ", "财政局"])
def test_a_department_is_known_by_its_names(dept: str) -> None:
    assert values(submit(monthly_report(issues=[issue(dept=dept)])), "issues", "dept") == ["caizheng"]


@pytest.mark.parametrize(("participants", "read"), [(12.5, None), ("1.2万", 12_000), ("30人次", 30), ("12.0", 12)])
def test_a_fraction_is_no_count_of_people(participants: Any, read: int | None) -> None:
    sheet: Rows = [["活动日期", "活动形式", "参与人数"], [date(2024, 3, 1), "座谈会", participants]]
    found = submit(monthly_report(公众参与=sheet))
    assert (values(found, "engagement", "participants"), codes(found)) == ([read], [] if read else ["E02"])
