"""Workbooks as the templates have them: the cover first, then each sheet with its header in the first row.

The same submission always gives the same bytes: xlsxwriter dates the parts 1980, and the properties are dated here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

from lifecircle.forms import COVER_SHEET, Column, ColumnType
from simulation.files.cells import Clerk, Written
from simulation.submissions.submission import Submission

_NOTICE = "模拟数据，仅供试用"
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BORDER = {"border": 1, "border_color": "#A6A6A6"}
_WIDTHS: dict[ColumnType, int] = {"text": 24, "code": 15, "date": 13, "enum": 11, "dept": 17, "town": 12, "list": 16}
_DEFAULT_WIDTH = 12
_ROWS_WITH_CHOICES = 500
"""So many rows below the header offer an enumeration's values."""


class Stationery:
    """A new workbook with the formats that all sheets share."""

    def __init__(self, path: Path, title: str) -> None:
        self.book = xlsxwriter.Workbook(path, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        self.book.set_properties(
            {
                "title": title,
                "comments": _NOTICE,
                "author": "lifecircle simulate",
                "created": datetime(2023, 1, 1, tzinfo=UTC),
            }
        )
        self.plain = self.book.add_format({**_FONT, **_BORDER})
        self.date = self.book.add_format({**_FONT, **_BORDER, "num_format": "yyyy-mm-dd", "align": "center"})
        self.header = self.book.add_format(
            {**_FONT, **_BORDER, "bold": True, "bg_color": "#DDEBF7", "align": "center", "text_wrap": True}
        )


def write_workbook(submission: Submission, path: Path, clerk: Clerk) -> None:
    """Write a submission as .xlsx: a town's with its cover, a department's ledger as a single sheet."""
    form = submission.form
    stationery = Stationery(path, form.title)
    if form.cover:
        written = {
            name: clerk.write(field, submission.cover.get(name), names_of_types=True)
            for name, field in form.cover.items()
        }
        _write_cover(stationery, form.cover, written)
    for name, table in form.tables.items():
        _write_table(
            stationery, table.sheet or form.title, clerk.columns(submission, table), clerk.rows(submission, name)
        )
    stationery.book.close()


def _write_cover(stationery: Stationery, fields: dict[str, Column], values: dict[str, Written]) -> None:
    sheet = stationery.book.add_worksheet(COVER_SHEET)
    sheet.set_column(0, 0, 18, stationery.plain)
    sheet.set_column(1, 1, 36, stationery.plain)
    sheet.set_footer(f"&C{_NOTICE}")
    for number, (name, field) in enumerate(fields.items()):
        sheet.write_string(number, 0, field.header, stationery.header)
        _write(sheet, number, 1, values[name], stationery)


def _write_table(stationery: Stationery, title: str, columns: dict[str, Column], rows: list[list[Written]]) -> None:
    sheet = stationery.book.add_worksheet(title)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    sheet.set_footer(f"&L{_NOTICE}&R第 &P 页")
    sheet.set_row(0, 32)
    for place, column in enumerate(columns.values()):
        sheet.set_column(place, place, _WIDTHS.get(column.type, _DEFAULT_WIDTH))
        sheet.write_string(0, place, column.header, stationery.header)
        if column.values:
            choices = {"validate": "list", "source": column.values, "error_type": "warning"}
            sheet.data_validation(1, place, _ROWS_WITH_CHOICES, place, choices)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, stationery)


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: Written, stationery: Stationery) -> None:
    """Write by the value's own type: a text that looks like a formula stays a text."""
    if value is None:
        sheet.write_blank(row, place, None, stationery.plain)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, stationery.plain)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, stationery.date)
    else:
        sheet.write_number(row, place, value, stationery.plain)
