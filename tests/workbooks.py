"""Small workbooks built in code, as a town would fill them in; a test changes the one thing it is about."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

from lifecircle.forms import load_forms

Rows = Sequence[Sequence[Any]]


def workbook(sheets: dict[str, Rows]) -> bytes:
    """An .xlsx with the named sheets."""
    book = openpyxl.Workbook()
    del book[book.active.title]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def headers(form: str, table: str) -> list[str]:
    """The template's headers of a table."""
    return [column.header for column in load_forms()[form].tables[table].columns.values()]


def cover(unit: str = "南桥镇", period: str = "2024-03") -> Rows:
    """The 封面 of a 月报."""
    return [["单位名称", unit], ["报告月份", period], ["填报人", "测试员"], ["填报日期", date(2024, 4, 2)]]


def project(project_id: str | None = "NQ2024-001", **changes: Any) -> list[Any]:
    """A row of 项目进展; `changes` by column name."""
    row = {
        "project_id": project_id, "project_name": "社区公园新建项目", "task_no": 5, "status": "在建",
        "progress_pct": 40, "actual_start": date(2024, 1, 8), "actual_finish": None, "month_investment": 12.5,
        "ytd_investment": 80,
        "progress_note": "主体施工", "next_step": "继续施工",
    } | changes  # fmt: skip
    return list(row.values())


def issue(issue_id: str = "NQ-W001", **changes: Any) -> list[Any]:
    """A row of 存在问题."""
    row = {
        "issue_id": issue_id, "project_id": None, "category": "资金", "description": "资金到位较慢", "dept": "区财政局",
        "raised_on": date(2024, 3, 5), "status": "待处理", "resolved_on": None, "resolution": None,
    } | changes  # fmt: skip
    return list(row.values())


PROJECTS: Rows = [project()]
ISSUES: Rows = [issue()]


def monthly_report(
    projects: Rows = PROJECTS, issues: Rows = ISSUES, cover_rows: Rows | None = None, **sheets: Rows
) -> bytes:
    """A 月报 of 南桥镇 for 2024-03 in template form; `sheets` are put in whole, by their names."""
    parts: dict[str, Rows] = {
        "封面": cover_rows or cover(),
        "项目进展": [headers("monthly_report", "project_progress"), *projects],
        "存在问题": [headers("monthly_report", "issues"), *issues],
    }
    return workbook(parts | sheets)
