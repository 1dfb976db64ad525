"""Pages as .xls, as Excel 2003 and old versions of WPS save them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import xlwt

from simulation.files.page import Ink, Page


def write_xls(pages: list[Page], path: Path) -> None:
    """Write the pages; a formula is written as the value that it stores."""
    book = xlwt.Workbook(encoding="utf-8")
    plain, header = xlwt.XFStyle(), xlwt.easyxf("font: bold on; align: horiz centre, wrap on")
    dates, percent = xlwt.XFStyle(), xlwt.XFStyle()
    dates.num_format_str, percent.num_format_str = "yyyy-mm-dd", "0%"
    for page in pages:
        sheet = book.add_sheet(page.title)
        covered = page.covered()
        for row, line in enumerate(page.lines):
            for column, ink in enumerate(line):
                if ink is not None and (row, column) not in covered:
                    style = header if row in page.headers else percent if ink.is_percent else plain
                    _write(sheet, row, column, ink, dates if isinstance(ink.value, date) else style)
        for top, left, bottom, right in page.merges:
            sheet.merge(top, bottom, left, right)
        for row in page.hidden_rows:
            sheet.row(row).hidden = True
        for column in page.hidden_columns:
            sheet.col(column).hidden = True
        for row in range(len(page.lines), len(page.lines) + page.formatted_rows):
            for column in range(page.width):
                sheet.write(row, column, None, plain)
    book.save(str(path))


def _write(sheet: xlwt.Worksheet, row: int, column: int, ink: Ink, style: xlwt.XFStyle) -> None:
    if ink.is_error:
        sheet.row(row).set_cell_error(column, str(ink.value), style)
    elif ink.value is not None:
        sheet.write(row, column, ink.value, style)
