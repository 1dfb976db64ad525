"""Where the header is and what its cells mean (docs/contract/submissions.md, Normalised; F05, W04)."""

from __future__ import annotations

from typing import Any

import pytest

from ingestion.submission import Submission
from tests.building.submissions import (
    FACILITIES,
    INDICATORS,
    LEAST_PLAN,
    LEAST_REPORT,
    PLAN,
    PLAN_COVER,
    codes,
    plan_with,
    report_with,
    rows,
    submit,
    unknown,
    values,
)
from tests.building.workbooks import Range, Rows, csv_file, xlsx

HEADER, ROW = list(LEAST_REPORT), list(LEAST_REPORT.values())
FUNDS = ["市级", "区级", "镇级", "社会"]


def plan_in_two_rows(
    upper: list[Any], lower: list[Any], merges: tuple[Range, ...] = (), above: Rows = ()
) -> Submission:
    """A plan whose required columns stand alone in the upper row, then what the test is about, filled 1, 2, 3, ..."""
    filled = [*LEAST_PLAN.values(), *range(1, len(upper) + 1)]
    sheet: Rows = [*above, [*LEAST_PLAN, *upper], [*[None] * len(LEAST_PLAN), *lower], filled]
    moved = tuple((top + len(above), left + 11, bottom + len(above), right + 11) for top, left, bottom, right in merges)
    vertical = tuple((1 + len(above), n, 2 + len(above), n) for n in range(1, 12)) if merges else ()
    return submit(xlsx({"封面": PLAN_COVER, "项目清单": sheet}, (*vertical, *moved)), PLAN)


def funds(submission: Submission) -> list[float]:
    (row,) = rows(submission, "plan_projects")
    return [row[f"fund_{whose}"] for whose in ("city", "district", "town", "social")]


@pytest.mark.parametrize(
    ("upper", "lower", "merges", "expected", "not_known"),
    [
        pytest.param(["资金来源", None, None, None], FUNDS, (), [1, 2, 3, 4], [], id="without merges"),
        pytest.param(["资金来源", None, None, None], FUNDS, ((1, 1, 1, 4),), [1, 2, 3, 4], [], id="merged"),
        pytest.param(
            ["资金来源（元）", None, None, None], FUNDS, (), [1e-4, 2e-4, 3e-4, 4e-4], [], id="a unit above, unmerged"
        ),
        pytest.param(
            ["资金来源\n（元）", None, None, None],
            FUNDS,
            ((1, 1, 1, 4),),
            [1e-4, 2e-4, 3e-4, 4e-4],
            [],
            id="a unit above, merged",
        ),
        pytest.param(
            ["资金来源（千元）", None, None, None],
            ["市级（万元）", *FUNDS[1:]],
            ((1, 1, 1, 4),),
            [1, 0.2, 0.3, 0.4],
            [],
            id="a unit below wins",
        ),
        pytest.param(
            ["备注（元）", None, None, None, None],
            [None, *FUNDS],
            (),
            [2, 3, 4, 5],
            ["备注（元）"],
            id="an upper cell alone is over no other column",
        ),
        pytest.param(
            ["资金来源（元）", None, "其他资金", None],
            FUNDS,
            ((1, 1, 1, 2), (1, 3, 1, 4)),
            [1e-4, 2e-4, 3, 4],
            [],
            id="two groups",
        ),
        pytest.param(
            ["资金来源", None, None, None, "经度"],
            [*FUNDS, None],
            (),
            [1, 2, 3, 4],
            [],
            id="an upper cell alone at the end",
        ),
        pytest.param(
            ["资金来源", None, None, None, "备注"],
            [*FUNDS, None],
            ((1, 1, 1, 4),),
            [1, 2, 3, 4],
            ["备注"],
            id="an unknown one alone at the end",
        ),
        pytest.param(
            ["资金来源", None, None, None, None],
            [*FUNDS, "其他"],
            ((1, 1, 1, 5),),
            [1, 2, 3, 4],
            ["其他"],
            id="an unknown lower one",
        ),
        pytest.param(
            ["资金来源", None, None, None, None],
            [*FUNDS, "市级"],
            ((1, 1, 1, 5),),
            [1, 2, 3, 4],
            ["市级"],
            id="a lower one twice",
        ),
    ],
)
def test_a_header_of_two_rows_names_columns_below_and_alone(
    upper: list[Any], lower: list[Any], merges: tuple[Range, ...], expected: list[float], not_known: list[str]
) -> None:
    read = plan_in_two_rows(upper, lower, merges)
    assert funds(read) == pytest.approx(expected)
    assert unknown(read) == not_known
    assert rows(read, "plan_projects")[0]["row_number"] == 3


def test_of_two_rows_the_first_that_holds_enough_required_headers_is_where_an_unknown_column_is_found() -> None:
    upper_holds = plan_in_two_rows(["资金来源", None, None, None, "备注"], [*FUNDS, None], above=[["标题"]])
    lower_holds = plan_with(
        [
            ["基本情况", *[None] * 4, "投资（元）", None, "进度", *[None] * 3, "其他"],
            [*list(LEAST_PLAN)[:5], "总投资", "本年计划投资", *list(LEAST_PLAN)[7:], "备注"],
            [*LEAST_PLAN.values(), None],
        ]
    )
    assert [(finding.code, finding.row_number) for finding in upper_holds.findings] == [("W04", 2)]
    assert [(finding.code, finding.row_number) for finding in lower_holds.findings] == [("W04", 2)]


def test_a_title_and_a_unit_line_may_stand_directly_above_two_rows() -> None:
    above: Rows = [["南桥镇 2024 年度行动计划项目清单"], ["编制单位：南桥镇", None, "单位：元", None, "2024年1月"]]
    read = plan_in_two_rows(["资金来源", None, None, None], FUNDS, above=above)
    assert funds(read) == pytest.approx([1e-4, 2e-4, 3e-4, 4e-4])
    assert values(read, "plan_projects", "total_investment") == [300]  # its own header names a unit


def test_an_upper_row_of_groups_over_every_column_gives_its_units() -> None:
    sheet: Rows = [
        ["基本情况", *[None] * 4, "投资（元）", None, "进度", *[None] * 3],
        [*list(LEAST_PLAN)[:5], "总投资", "本年计划投资", *list(LEAST_PLAN)[7:]],
        list(LEAST_PLAN.values()),
    ]
    assert values(plan_with(sheet), "plan_projects", "total_investment") == [0.03]


def test_two_rows_work_in_a_csv_too() -> None:
    sheet: Rows = [["指标代码", "街镇", "完成情况", None], [None, None, "分子", "分母"], ["T12_5G", "南桥镇", 1, 2]]
    read = submit(csv_file(sheet), f"{INDICATORS}.csv")
    assert values(read, "indicator_ledger", "denominator") == [2.0]


def test_two_rows_may_say_twice_what_was_merged_down() -> None:
    upper, lower = ["指标代码", "街镇", "分子", "完成情况"], ["指标代码", "街镇", "分子", "分母"]
    read = submit(csv_file([upper, lower, ["T12_5G", "南桥镇", 1, 2]]), f"{INDICATORS}.csv")
    assert (values(read, "indicator_ledger", "denominator"), unknown(read)) == ([2.0], [])


def test_a_data_row_that_repeats_a_header_word_is_no_second_row_of_the_header() -> None:
    sheet: Rows = [[*HEADER, "本月进展", "下月计划"], [*ROW, "下月计划", None], ["NQ2024-002", *ROW[1:], None, None]]
    assert values(report_with(sheet), "project_progress", "project_id") == ["NQ2024-001", "NQ2024-002"]


@pytest.mark.parametrize("rows_above", [0, 1, 13, 14])
def test_a_header_is_found_in_any_of_the_first_15_rows(rows_above: int) -> None:
    read = report_with([*[["填报要求：按月填报"]] * rows_above, HEADER, ROW])
    assert values(read, "project_progress", "row_number") == [rows_above + 2]


def test_a_header_in_row_16_is_none() -> None:
    read = report_with([*[["填报要求"]] * 15, HEADER, ROW])
    assert (read.rejected_by, read.findings[0].sheet) == ("F05", "项目进展")


@pytest.mark.parametrize(("kept", "found"), [(3, "找不到表头"), (4, "缺少列“形象进度”、“本年累计完成投资(万元)”")])
def test_a_row_with_60_percent_of_the_required_headers_is_the_header_and_what_it_lacks_is_named(
    kept: int, found: str
) -> None:
    read = report_with([HEADER[:kept], ROW[:kept]])
    assert read.rejected_by == "F05"
    assert found in read.findings[0].message


@pytest.mark.parametrize(
    "written",
    [
        "累计完成投资（元）",
        "累计完成投资(元)",
        "累计 完成\n投资（元）*",
        "本年累计完成投资（ 元 ）",
        "累计完成投资＊（元）",
        "累计完成投资（元）＊",
        "累计完成投资（单位：元）",
        "累计完成投资【元】",
    ],
)
def test_an_alias_of_a_money_column_bears_its_unit(written: str) -> None:
    read = report_with([[*HEADER[:5], written], [*ROW[:5], 800_000]])
    assert (values(read, "project_progress", "ytd_investment"), codes(read)) == ([80.0], [])


@pytest.mark.parametrize(
    ("unit", "wan"), [("元", 0.008), ("千元", 8), ("万元", 80), ("百万元", 8000), ("亿元", 800_000)]
)
def test_every_unit_in_a_header_counts(unit: str, wan: float) -> None:
    read = report_with([[*HEADER[:5], f"累计完成投资（{unit}）"], [*ROW[:5], 80]])
    assert values(read, "project_progress", "ytd_investment") == [wan]


@pytest.mark.parametrize(
    "line",
    [
        ["单位：元"],
        ["单位:元"],
        ["单 位： 元"],
        ["（单位：元）"],
        ["金额单位：元"],
        ["单位：人民币元"],
        ["单位：", "元"],
        ["单位", "元"],
        ["填报单位：南桥镇", None, "单位：元"],
        ["单位：元", None, "2024年3月"],
        ["南桥镇项目进展表（单位：元、%）"],
        ["单位：元 2024年3月"],
        [None, None, None, None, None, "单位：元"],
    ],
)
def test_a_line_above_names_the_unit_of_columns_that_name_none(line: list[Any]) -> None:
    read = report_with([line, [*HEADER[:5], "累计完成投资", "本月完成投资(万元)"], [*ROW[:5], 800_000, 3]])
    assert values(read, "project_progress", "ytd_investment") == [80.0]
    assert values(read, "project_progress", "month_investment") == [3.0]


@pytest.mark.parametrize("line", [["填报单位：南桥镇"], ["责任单位：元方社区"], ["单位：人"], ["单位：元江路"]])
def test_a_line_about_another_unit_is_no_unit_of_money(line: list[str]) -> None:
    read = report_with([line, [*HEADER[:5], "累计完成投资"], [*ROW[:5], 80]])
    assert values(read, "project_progress", "ytd_investment") == [80.0]


def test_the_unit_in_a_cell_wins_over_the_headers_and_the_headers_over_the_lines() -> None:
    read = report_with([["单位：亿元"], [*HEADER[:5], "累计完成投资（元）"], [*ROW[:5], "80万元"], [*ROW[:5], "80"]])
    assert values(read, "project_progress", "ytd_investment") == [80.0, 0.008]


@pytest.mark.parametrize(
    ("more", "not_known"),
    [
        pytest.param(["序号", "备注"], ["序号", "备注"], id="columns of their own"),
        pytest.param(["形象进度(%)"], ["形象进度(%)"], id="the second column for one field"),
        pytest.param(["状态"], ["状态"], id="the second by its alias"),
        pytest.param([2024], ["2024"], id="a number for a header"),
        pytest.param(["—", None, " "], [], id="no header at all"),
    ],
)
def test_what_the_form_does_not_know_is_reported_once_a_column_at_the_header(
    more: list[Any], not_known: list[str]
) -> None:
    read = report_with([["标题"], [*HEADER, *more], [*ROW, *[7] * len(more)], [*ROW, *[7] * len(more)]])
    assert unknown(read) == not_known
    assert {finding.row_number for finding in read.findings} <= {2}
    assert values(read, "project_progress", "progress_pct") == [40, 40]


@pytest.mark.parametrize("area", ["建筑面积(平方米)", "建筑面积（平方米）", "建筑面积", "面积", " 建筑 面积 * "])
def test_brackets_and_spaces_of_any_width_make_no_other_header(area: str) -> None:
    sheet: Rows = [
        ["设施编号", "设施名称", "设施类型代码", "街镇", "经度", "纬度", "状态", area],
        ["F-1", "公园", "社区体育公园", "南桥", 121.45, 30.9, "在用", 12],
    ]
    read = submit(csv_file(sheet), f"{FACILITIES}.csv")
    assert (values(read, "facility_ledger", "floor_area"), codes(read)) == ([12.0], [])
