"""Tables onto sheets: cells, frozen panes, filters, marks and the set-up for print."""

from __future__ import annotations

import math
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from lifecircle.calendar import CHINA
from scorecards.workbook.charts import add_chart
from scorecards.workbook.layout import FIRST_ROW, HEAD_ROW, Cell, Column, Table
from scorecards.workbook.styles import BAR, BLUE, HEAT, Styles

_WIDE_FROM = 0x2E80
_LINE_HEIGHT = 14.25
_ROOM = 3
_HIGHEST = 409
"""What Excel takes."""
_ICONS = {"type": "icon_set", "icon_style": "3_traffic_lights", "icons_only": True}
_LIGHT_LEVELS = [{"criteria": ">=", "type": "number", "value": 3}, {"criteria": ">=", "type": "number", "value": 2}]


def write_table(book: Workbook, styles: Styles, table: Table) -> Worksheet:
    """Add a sheet with the table; what looks like a formula or an address is written as text."""
    sheet = book.add_worksheet(table.sheet)
    sheet.set_tab_color(table.tab)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, table.title, styles.title)
    sheet.write_string(1, 0, table.note, styles.note)
    sheet.set_row(HEAD_ROW, 32)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEAD_ROW, number, column.header.replace("（", "\n（"), styles.head)
    for row_number, row in enumerate(table.rows, FIRST_ROW):
        texts = [
            (value, column.width) for column, value in zip(table.columns, row, strict=True) if column.kind == "long"
        ]
        sheet.set_row(row_number, height_of(*texts))
        for number, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            write_cell(sheet, styles, (row_number, number), column, value)
    if not table.rows:
        sheet.write_string(FIRST_ROW, 0, table.empty, styles.note)
    last_row = FIRST_ROW + max(len(table.rows), 1) - 1
    last_column = len(table.columns) - 1
    sheet.autofilter(HEAD_ROW, 0, last_row, last_column)
    sheet.freeze_panes(FIRST_ROW, table.frozen)
    sheet.repeat_rows(HEAD_ROW)
    for number, column in enumerate(table.columns):
        _mark(sheet, styles, column, number, last_row)
    if table.trends:
        last_column += 1
        _add_trends(sheet, styles, table, last_column)
    bottom = last_row
    if table.chart and table.rows:
        bottom = add_chart(book, sheet, table, FIRST_ROW, last_row)
    sheet.print_area(0, 0, bottom, last_column)
    if table.is_wide:
        sheet.set_landscape()
    return sheet


def write_cell(sheet: Worksheet, styles: Styles, place: tuple[int, int], column: Column, value: Cell) -> None:
    """Write a cell as its column says; what is missing as a word, in its own look."""
    if value is None:
        sheet.write_string(*place, column.absent, styles.absent(column.kind))
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value.astimezone(CHINA).replace(tzinfo=None), styles.of_kind("moment"))
    elif isinstance(value, date):
        sheet.write_datetime(*place, datetime(value.year, value.month, value.day), styles.of_kind("day"))  # noqa: DTZ001
    elif isinstance(value, str):
        sheet.write_string(
            *place, value, styles.light(value) if column.kind in {"light", "icon"} else styles.of_kind(column.kind)
        )
    else:
        sheet.write_number(*place, value, styles.of_kind(column.kind))


def height_of(*texts: tuple[Cell, float]) -> float:
    """Reckon how high a row is, in points, of texts in columns of the given widths."""
    lines = max((lines_of(value, width) for value, width in texts), default=1)
    return min(_LINE_HEIGHT * lines + _ROOM, _HIGHEST)


def lines_of(value: Cell, width: float) -> int:
    """Reckon the lines that a text takes in a column so wide, a Chinese character being two digits wide."""
    if not isinstance(value, str):
        return 1
    units = sum(1 if ord(character) < _WIDE_FROM else 2 for character in value)
    return max(1, math.ceil(units / (width - 2)))


def _mark(sheet: Worksheet, styles: Styles, column: Column, number: int, last_row: int) -> None:
    where = (FIRST_ROW, number, last_row, number)
    if column.kind == "icon":
        sheet.conditional_format(*where, {**_ICONS, "icons": _LIGHT_LEVELS})
    if column.bar_to is not None:
        bar = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": BAR}
        scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": column.bar_to}
        sheet.conditional_format(*where, bar | scale)
    if column.is_heat:
        for (below, _), look in zip(HEAT, styles.heat, strict=True):
            # words are greater than every number: the last step takes numbers alone
            step = (
                {"criteria": "<", "value": below} if below else {"criteria": "between", "minimum": 90, "maximum": 100}
            )
            sheet.conditional_format(*where, {"type": "cell", "format": look, "stop_if_true": True, **step})


def _add_trends(sheet: Worksheet, styles: Styles, table: Table, column: int) -> None:
    trends = table.trends
    assert trends
    sheet.set_column(column, column, 16)
    sheet.write_string(HEAD_ROW, column, trends.header, styles.head)
    for row_number, of_row in enumerate(trends.row_numbers, FIRST_ROW):
        sheet.write_blank(row_number, column, None, styles.of_kind("text"))
        source = xl_range_abs(of_row, 1, of_row, trends.points)
        look = {"markers": True, "series_color": BLUE, "weight": 1.5, "min": "group", "max": "group"}
        sheet.add_sparkline(row_number, column, {"range": f"'{trends.sheet}'!{source}", **look})
