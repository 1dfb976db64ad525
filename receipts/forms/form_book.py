"""A form as a workbook to be filled in: its cover and sheets, with lists to choose from and checks of what is typed.

Nothing is protected: who fills it in may add rows, columns and sheets as always.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from lifecircle.district import District
from lifecircle.forms import COVER_SHEET, Column, Form, Table
from receipts.forms.choices import Choices, choices_of, note_of

Rows = Sequence[Mapping[str, Any]]
"""Rows of a table: field -> value, codes already by their names."""

_CHOICES_SHEET = "选项"
_HELP_SHEET = "填表说明"
_ROOM = 500
"""Blank rows with lists and checks below those that are filled in."""
_WIDTHS = {"text": 26, "code": 17, "date": 13, "dept": 17, "town": 14, "facility_type": 18, "indicator": 20, "list": 20}
_CREATED = datetime(2023, 1, 1, tzinfo=UTC)
"""So that the same input gives the same bytes."""
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)
_FORMATS = {"date": "yyyy-mm-dd", "code": "@", "money_wan": "#,##0.00##", "money_yuan": "#,##0.00"}


def render_form(
    form: Form, district: District, cover: Mapping[str, Any] | None = None, rows: Mapping[str, Rows] | None = None
) -> bytes:
    """Render a form; the same input gives the same bytes.

    Args:
        form: which.
        district: whose names are to be chosen from.
        cover: what is known of its cover: field -> value.
        rows: what its tables begin with: table -> rows.
    """
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"title": form.title, "created": _CREATED})
    styles = _Styles(book)
    lists: dict[str, Choices] = {}
    if form.container == "workbook":
        _write_cover(book.add_worksheet(COVER_SHEET), styles, form, district, cover or {}, lists)
    for name, table in form.tables.items():
        sheet = book.add_worksheet(table.sheet or form.title)
        _write_table(sheet, styles, table, district, (rows or {}).get(name, ()), lists)
    _write_help(book.add_worksheet(_HELP_SHEET), styles, form, district)
    _write_lists(book, lists)
    book.close()
    return out.getvalue()


class _Styles:
    def __init__(self, book: Workbook) -> None:
        line = {"border": 1, "border_color": "#BFB8AA", "valign": "vcenter"}
        self._book, self._line = book, line
        self.head = book.add_format({**line, "bold": True, "bg_color": "#F5F3EE", "text_wrap": True})
        self.asked = book.add_format({**line, "bold": True, "bg_color": "#FBE9E7", "text_wrap": True})
        self.share = book.add_format({**line, "num_format": "0.0#%"})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self._cells: dict[str, Format] = {}

    def cell(self, column: Column) -> Format:
        number = _FORMATS.get(column.type, "@" if column.type == "text" else "General")
        if number not in self._cells:
            wrapped = {"text_wrap": True} if column.type == "text" else {}
            self._cells[number] = self._book.add_format({**self._line, **wrapped, "num_format": number})
        return self._cells[number]

    def header(self, column: Column) -> Format:
        return self.asked if column.required else self.head


def _write_cover(
    sheet: Worksheet,
    styles: _Styles,
    form: Form,
    district: District,
    known: Mapping[str, Any],
    lists: dict[str, Choices],
) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 34)
    for row, (field, column) in enumerate(form.cover.items()):
        sheet.write_string(row, 0, column.header, styles.header(column))
        _write_value(sheet, row, 1, known.get(field), column, styles)
        choices = choices_of(field, column, district)
        _add_checks(sheet, row, row, 1, column, choices, lists)
    sheet.set_paper(9)
    sheet.print_area(0, 0, max(len(form.cover) - 1, 0), 1)


def _write_table(
    sheet: Worksheet, styles: _Styles, table: Table, district: District, rows: Rows, lists: dict[str, Choices]
) -> None:
    last_row = len(rows) + _ROOM
    for number, (field, column) in enumerate(table.columns.items()):
        choices = choices_of(field, column, district)
        sheet.write_string(0, number, column.header, styles.header(column))
        sheet.write_comment(0, number, note_of(column, choices), {"visible": False, "x_scale": 1.4})
        sheet.set_column(number, number, max(_WIDTHS.get(column.type, 12), 2 * len(column.header) + 2))
        _add_checks(sheet, 1, last_row, number, column, choices, lists)
        for row, values in enumerate(rows, 1):
            _write_value(sheet, row, number, values.get(field), column, styles)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_value(sheet: Worksheet, row: int, column_number: int, value: Any, column: Column, styles: _Styles) -> None:
    style = styles.cell(column)
    if value is None:
        sheet.write_blank(row, column_number, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column_number, value, style)
    elif column.type == "percent" and 0 < value < 1:
        # less than one per cent: as a plain number it would be taken for a share (W01)
        sheet.write_number(row, column_number, value / 100, styles.share)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column_number, value, style)
    else:
        sheet.write_string(row, column_number, str(value), style)


def _add_checks(
    sheet: Worksheet,
    first_row: int,
    last_row: int,
    number: int,
    column: Column,
    choices: Choices | None,
    lists: dict[str, Choices],
) -> None:
    told = {"error_title": column.header, "error_message": note_of(column, choices), "ignore_blank": True}
    check: dict[str, Any] | None = None
    if choices is not None:
        lists[choices.name] = choices
        check = {"validate": "list", "source": f"={choices.name}"}
    elif column.type == "date":
        check = {"validate": "date", "criteria": "between", "minimum": _FIRST, "maximum": _LAST}
    elif column.type == "percent":
        check = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    elif column.type in ("money_wan", "money_yuan", "number"):
        check = {"validate": "decimal", "criteria": ">=", "value": 0}
    elif column.type == "int":
        check = {"validate": "integer", "criteria": ">=", "value": 0}
    elif column.type in ("lon", "lat"):
        check = {"validate": "decimal", "criteria": "between", "minimum": -180, "maximum": 180}
    if check is not None:
        sheet.data_validation(first_row, number, last_row, number, check | told)


def _write_help(sheet: Worksheet, styles: _Styles, form: Form, district: District) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 70)
    for number, words in enumerate(("工作表", "列", "怎么填")):
        sheet.write_string(0, number, words, styles.head)
    row = 1
    for table in form.tables.values():
        for field, column in table.columns.items():
            choices = choices_of(field, column, district)
            words = note_of(column, choices)
            if choices is not None and choices.explained:
                pairs = zip(choices.entries, choices.explained, strict=True)
                words += "；".join(f"{entry} {meaning}" for entry, meaning in pairs)
            for number, text in enumerate((table.sheet or form.title, column.header, words)):
                sheet.write_string(row, number, text, styles.words)
            row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_lists(book: Workbook, lists: Mapping[str, Choices]) -> None:
    sheet = book.add_worksheet(_CHOICES_SHEET)
    for number, choices in enumerate(lists.values()):
        for row, entry in enumerate(choices.entries):
            sheet.write(row, number, entry)
        place = xl_range_abs(0, number, len(choices.entries) - 1, number)
        book.define_name(choices.name, f"='{_CHOICES_SHEET}'!{place}")
    sheet.hide()
