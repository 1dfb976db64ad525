"""The cover of a town's workbook, and what it must share with the file's name.

Source: docs/contract/submissions.md, F04, F06, F07, W08.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ingestion.submission import Submission
from tests.building.submissions import LEAST_PLAN, PLAN, codes, submit
from tests.building.workbooks import Rows, headers, issue, monthly_report, project, workbook, xlsx


def with_cover(rows: Rows) -> Submission:
    return submit(monthly_report(cover_rows=rows))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["单位名称", "南桥镇"], ["报告月份", "2024-03"], ["填报人", "甲"]], id="a key and a value a row"),
        pytest.param([["单位名称", "南桥镇", "报告月份", "2024-03"], ["填报人", "甲"]], id="two pairs in a row"),
        pytest.param(
            [["月报封面"], [], [None, "单位名称：", None, "南桥镇"], ["报告月份 :", "2024-03"], ["填 报 人﹕", "甲"]],
            id="colons and gaps",
        ),
        pytest.param(
            [["单位名称", "南桥"], ["报告月份", "２０２４年３月"], ["填报人", "甲"]], id="an alias, full width"
        ),
        pytest.param(
            [["单位名称", "南桥镇人民政府"], ["报告月份", 202403], ["填报人", "甲"]], id="the month as a number"
        ),
        pytest.param(
            [["单位名称", "南 桥 镇"], ["报告月份", date(2024, 3, 1)], ["填报人", "甲"]], id="the month as Excel's date"
        ),
        pytest.param(
            [["单位名称", "南桥镇"], ["单位名称", "青村镇"], ["报告月份", "2024年03月"], ["填报人", "甲"]],
            id="the first of a key holds",
        ),
        pytest.param(
            [["联系电话", "填报人", "甲"], ["单位名称", "南桥镇"], ["报告月份", "2024-03"]],
            id="a key is no value of another",
        ),
    ],
)
def test_a_cover_is_read_in_every_layout(rows: Rows) -> None:
    read = with_cover(rows)
    assert codes(read) == []
    assert (read.cover["town"], read.cover["period"], read.cover["prepared_by"]) == ("nanqiao", "2024-03", "甲")


def test_merged_keys_and_values_of_a_cover_are_read() -> None:
    sheets: dict[str, Rows] = {
        "项目进展": [headers("monthly_report", "project_progress"), project()],
        "存在问题": [headers("monthly_report", "issues"), issue()],
        "封面": [["单位名称", None, "南桥镇", None], ["报告月份", None, "2024-03", None], ["填报人", None, "甲", None]],
    }
    read = submit(xlsx(sheets, tuple((row, column, row, column + 1) for row in (1, 2, 3) for column in (1, 3))))
    assert read.cover == {"town": "nanqiao", "period": "2024-03", "prepared_by": "甲"}


@pytest.mark.parametrize(
    ("unit", "period", "code"),
    [
        ("青村镇", "2024-03", "F06"),
        ("区财政局", "2024-03", "F06"),
        ("某镇", "2024-03", "F06"),
        (None, "2024-03", "F06"),
        ("—", "2024-03", "F06"),
        ("南桥镇", "2024-02", "F07"),
        ("南桥镇", "2024-05", "F07"),
        ("南桥镇", "三月", "F07"),
        ("南桥镇", None, "F07"),
        ("青村镇", "2024-02", "F06"),
    ],
)
def test_a_cover_that_disagrees_with_the_name_rejects_the_file(unit: Any, period: Any, code: str) -> None:
    read = with_cover([["单位名称", unit], ["报告月份", period], ["填报人", "甲"]])
    assert (read.rejected_by, read.findings[0].sheet) == (code, "封面")


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        pytest.param([["填报人", None]], ["prepared_by"], id="a required field is blank"),
        pytest.param([["填报人", "—"]], ["prepared_by"], id="a required field says nothing"),
        pytest.param([], ["prepared_by"], id="a required field is missing"),
        pytest.param([["填报人", "甲"], ["填报日期", "月初"]], ["prepared_on"], id="a date that is none"),
        pytest.param([["填报人", "甲"], ["填报日期", "2024.4.2"], ["联系电话", 13800138000]], [], id="all can be read"),
        pytest.param([["填报人", "甲"], ["分管领导", None], ["备注", "无"]], [], id="optional ones are blank"),
    ],
)
def test_what_a_cover_lacks_is_a_warning_and_the_file_stands(more: Rows, fields: list[str]) -> None:
    read = with_cover([["单位名称", "南桥镇"], ["报告月份", "2024-03"], *more])
    assert [(finding.code, finding.field) for finding in read.findings] == [("W08", field) for field in fields]
    assert not read.cover.keys() & set(fields)


@pytest.mark.parametrize("year", [2024, "2024", "２０２４年", " 2024 年", date(2024, 1, 1)])
def test_a_plans_year_is_read_from_its_cover(year: Any) -> None:
    cover = [["单位名称", "南桥镇"], ["计划年度", year], ["版本", "第二稿"]]
    read = submit(workbook({"封面": cover, "项目清单": [list(LEAST_PLAN), list(LEAST_PLAN.values())]}), PLAN)
    assert (read.rejected_by, read.cover["period"]) == (None, "2024")


@pytest.mark.parametrize(
    ("name", "version", "code"),
    [
        ("v1", "v1", None),
        ("V1", "第1版", None),
        ("v1", 1, None),
        ("v2", "V 2", None),
        ("v2", "２", None),
        ("v1_v3", "v1", None),
        ("v1", "v2", "F07"),
        ("v1", None, "F07"),
        ("v2", "修订版", "F07"),
    ],
)
def test_a_blueprints_cover_bears_the_version_of_its_name(name: str, version: Any, code: str | None) -> None:
    demand = ["NQ-D001", "NQ-C01", 5, None, "基础保障", "缺公园", "居民", None, "高"]
    sheets: dict[str, Rows] = {
        "封面": [["单位名称", "南桥镇"], ["版本", version]],
        "需求清单": [headers("blueprint", "demands"), demand],
        "覆盖范围": [headers("blueprint", "blueprint_scope"), ["NQ-C01", "居住地区", "是"]],
    }
    assert submit(workbook(sheets), f"行动蓝图_南桥镇_{name}.xlsx").rejected_by == code


def test_of_several_sheets_the_one_named_as_the_form_has_it_is_read_and_else_the_first() -> None:
    header, issues = headers("monthly_report", "project_progress"), [headers("monthly_report", "issues"), issue()]
    good: Rows = [["单位名称", "南桥镇"], ["报告月份", "2024-03"], ["填报人", "甲"]]
    sheets: dict[str, Rows] = {
        "存在问题（旧）": [headers("monthly_report", "issues")],
        "封面说明": [["按此填报"]],
        "附件1 项目进展": [header, project("NQ-1")],
        " 封 面 ": good,
        "项目进展表": [header, project("NQ-2")],
        "存在问题": issues,
        "草稿": [["项目编号"]],
    }
    read = submit(workbook(sheets))
    assert (read.rejected_by, [table.sheet for table in read.tables]) == (None, ["附件1 项目进展", "存在问题"])
    assert {table.table: len(table) for table in read.tables} == {"project_progress": 1, "issues": 1}
