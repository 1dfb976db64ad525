"""Read one file as if it had just come in, in this process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ingestion.submission import Submission, read_submission
from lifecircle.calendar import CHINA
from tests.building.workbooks import Rows, cover, headers, issue, workbook

RECEIVED = datetime(2024, 4, 3, 10, tzinfo=CHINA)
REPORT = "月报_南桥镇_2024-03.xlsx"
PLAN = "年度计划_南桥镇_2024.xlsx"
FACILITIES = "设施台账_区体育局_2024-03"
INDICATORS = "指标台账_区科委_2024-03"


def submit(data: bytes, name: str = REPORT) -> Submission:
    """Read a file under a name; it is received on 2024-04-03."""
    return read_submission(name, "0" * 64, RECEIVED, data)


def rows(submission: Submission, table: str) -> list[dict[str, Any]]:
    """The rows read of a table; fails with what rejected the file."""
    assert submission.rejected_by is None, submission.findings
    read = next(read for read in submission.tables if read.table == table)
    return [dict(zip(read.columns, row, strict=True)) for row in zip(*read.columns.values(), strict=True)]


def values(submission: Submission, table: str, field: str) -> list[Any]:
    """One column of a table."""
    return [row[field] for row in rows(submission, table)]


def codes(submission: Submission) -> list[str]:
    """The findings' codes in their order."""
    return [finding.code for finding in submission.findings]


def unknown(submission: Submission) -> list[str | None]:
    """The headers that W04 reports."""
    return [finding.column_header for finding in submission.findings if finding.code == "W04"]


PLAN_COVER: Rows = [["单位名称", "南桥镇"], ["计划年度", 2024]]
LEAST_PLAN = {
    "项目编号": "NQ2024-001", "项目名称": "社区公园", "任务序号": 5, "建设性质": "新建", "责任单位": "区体育局",
    "总投资(万元)": 300, "本年计划投资(万元)": 200,
    "一季度末计划进度": 10, "二季度末计划进度": 30, "三季度末计划进度": 60, "四季度末计划进度": 100,
}  # fmt: skip
"""The required columns of a plan and a row of it."""
LEAST_REPORT = {
    "项目编号": "NQ2024-001", "项目名称": "社区公园", "任务序号": 5, "项目状态": "在建", "形象进度": 40,
    "本年累计完成投资(万元)": 80,
}  # fmt: skip
"""The required columns of 项目进展 and a row of it."""


def plan_with(sheet: Rows) -> Submission:
    """A plan whose 项目清单 is this."""
    return submit(workbook({"封面": PLAN_COVER, "项目清单": sheet}), PLAN)


def report_with(sheet: Rows) -> Submission:
    """A report whose 项目进展 is this."""
    issues = [headers("monthly_report", "issues"), issue()]
    return submit(workbook({"封面": cover(), "项目进展": sheet, "存在问题": issues}))
