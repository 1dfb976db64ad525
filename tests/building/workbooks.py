"""Small workbooks built in code, as a town would fill them in; a test changes the one thing it is about."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlwt

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


@dataclass(frozen=True)
class Percentage:
    """A number under a percentage format: Excel shows 0.856 as 86%."""

    share: float
    format: str = "0%"


@dataclass(frozen=True)
class ErrorCell:
    """What Excel shows where a formula fails."""

    text: str = "#N/A"


@dataclass(frozen=True)
class Formula:
    """A formula whose value was never stored."""

    text: str = "=B1*2"


_XLS_ERRORS = {
    "#NULL!": 0x00,
    "#DIV/0!": 0x07,
    "#VALUE!": 0x0F,
    "#REF!": 0x17,
    "#NAME?": 0x1D,
    "#NUM!": 0x24,
    "#N/A": 0x2A,
}
Range = tuple[int, int, int, int]
"""Cells merged into one: first row, first column, last row, last column, from 1."""


def xlsx(sheets: dict[str, Rows], merges: Sequence[Range] = ()) -> bytes:
    """An .xlsx with marked cells; the merges are of its last sheet."""
    book = openpyxl.Workbook()
    del book[book.active.title]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                cell = sheet.cell(row, column, value.share if isinstance(value, Percentage) else _text(value))
                if isinstance(value, Percentage):
                    cell.number_format = value.format
                elif isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
    for first_row, first_column, last_row, last_column in merges:
        sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(sheets: dict[str, Rows], merges: Sequence[Range] = ()) -> bytes:
    """An .xls with marked cells (it cannot leave a formula without its value); the merges are of its last sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        covered = {
            (row, column): None
            for first_row, first_column, last_row, last_column in merges
            for row in range(first_row, last_row + 1)
            for column in range(first_column, last_column + 1)
            if name == list(sheets)[-1]
        }
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                if (row, column) in covered or value is None:
                    continue
                if isinstance(value, ErrorCell):
                    sheet.row(row - 1).set_cell_error(column - 1, _XLS_ERRORS[value.text])
                elif isinstance(value, Percentage):
                    sheet.write(row - 1, column - 1, value.share, xlwt.easyxf(num_format_str=value.format))
                elif isinstance(value, date):
                    sheet.write(row - 1, column - 1, value, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
                else:
                    sheet.write(row - 1, column - 1, value)
    for first_row, first_column, last_row, last_column in merges:
        value = rows[first_row - 1][first_column - 1]
        sheet.write_merge(first_row - 1, last_row - 1, first_column - 1, last_column - 1, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: dict[str, Rows], merges: Sequence[Range] = ()) -> bytes:
    """An .ods with marked cells, as LibreOffice writes it; the merges are of its last sheet."""
    spans = {(top, left): f' table:number-rows-spanned="{bottom - top + 1}"'
             f' table:number-columns-spanned="{right - left + 1}"' for top, left, bottom, right in merges}  # fmt: skip
    tables = []
    for name, rows in sheets.items():
        is_last = name == list(sheets)[-1]
        lines = (
            "".join(_ods_cell(value, spans.get((row, column), "") if is_last else "")
                    for column, value in enumerate(cells, start=1))
            for row, cells in enumerate(rows, start=1)
        )  # fmt: skip
        body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
        tables.append(f'<table:table table:name="{escape(name)}">{body}</table:table>')
    return ods_of("".join(tables))


def ods_of(tables: str, styles: str = "") -> bytes:
    """An .ods whose tables are given as XML, and what stands before them among its automatic styles."""
    prefixes = {name: name for name in ("office", "table", "text", "style")}
    prefixes |= {"draw": "drawing", "number": "datastyle"}
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"' for prefix, space in prefixes.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    return out.getvalue()


def csv_file(rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    """A .csv as Excel saves it."""
    out = io.StringIO()
    csv.writer(out).writerows(["" if cell is None else _shown(cell) for cell in row] for row in rows)
    return out.getvalue().encode(encoding)


def _text(value: Any) -> Any:
    return value.text if isinstance(value, ErrorCell | Formula) else value


def _shown(value: Any) -> Any:
    return f"{value.share:.0%}" if isinstance(value, Percentage) else _text(value)


def _ods_cell(value: Any, span: str) -> str:
    text = f"<text:p>{escape(str(_shown(value)))}</text:p>"
    match value:
        case None:
            return f"<table:table-cell{span}/>"
        case bool():
            kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            kind = f'office:value-type="float" office:value="{value}"'
        case Percentage():
            kind = f'office:value-type="percentage" office:value="{value.share}"'
        case date():
            kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case ErrorCell():
            kind = (
                'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
            )
        case Formula():
            kind, text = f'table:formula="of:{value.text}"', ""
        case _:
            kind = 'office:value-type="string"'
    return f"<table:table-cell{span} {kind}>{text}</table:table-cell>"
