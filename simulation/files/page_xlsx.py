"""Pages as .xlsx."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from simulation.files.page import Ink, Page
from simulation.files.workbook import Stationery
from simulation.files.zipped import rewrite

_NOTHING_STORED = re.compile(rb"(<f>[^<]*</f>)<v></v>")


def write_xlsx(pages: list[Page], path: Path, title: str) -> None:
    """Write the pages; a formula without a stored value has none, as where a program other than Excel wrote it."""
    stationery = Stationery(path, title)
    percent = stationery.book.add_format({"font_name": "宋体", "border": 1, "num_format": "0%"})
    for page in pages:
        sheet = stationery.book.add_worksheet(page.title)
        covered = page.covered()
        for top, left, bottom, right in page.merges:
            sheet.merge_range(top, left, bottom, right, "", stationery.header if top in page.headers else None)
        for row, line in enumerate(page.lines):
            form = stationery.header if row in page.headers else stationery.plain
            for column, ink in enumerate(line):
                if ink is not None and (row, column) not in covered:
                    _write(sheet, row, column, ink, form, stationery.date, percent)
        for row in page.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
        for column in page.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        for row in range(len(page.lines), len(page.lines) + page.formatted_rows):
            for column in range(page.width):
                sheet.write_blank(row, column, None, stationery.plain)
        if page.far_cell:
            sheet.write_string(*page.far_cell, "1")
    stationery.book.close()
    if any(ink and ink.formula and ink.value is None for page in pages for line in page.lines for ink in line):
        rewrite(path, lambda name, part: _NOTHING_STORED.sub(rb"\1", part) if "/worksheets/" in name else part)


def _write(sheet: Worksheet, row: int, column: int, ink: Ink, form: object, dates: object, percent: object) -> None:
    """Write by the value's own type: a text that looks like a formula stays a text."""
    value = ink.value
    if ink.formula is not None:
        sheet.write_formula(
            row, column, f"={ink.formula}", percent if ink.is_percent else form, "" if value is None else value
        )
    elif isinstance(value, str):
        sheet.write_string(row, column, value, form)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, dates)
    elif value is not None:
        sheet.write_number(row, column, value, percent if ink.is_percent else form)
