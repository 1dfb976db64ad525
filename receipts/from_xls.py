"""An .xls workbook as .xlsx: values, number formats, errors, merges and what is hidden stay."""

from __future__ import annotations

from typing import Any

import xlrd

from lifecircle.xls_stream import BrokenWorkbookError, NoWorkbookError, open_book, read_stream
from receipts.package import UnfitPackageError
from receipts.plain_workbook import PlainCell, PlainSheet, build_workbook

_BOLD_WEIGHT = 600
_WIDTH_UNITS = 256
_LARGEST_WHOLE = 2**53


def convert_xls(data: bytes) -> bytes:
    """Convert a workbook.

    Raises:
        UnfitPackageError: it cannot be read.
    """
    try:
        book = open_book(read_stream(data))
    except (BrokenWorkbookError, NoWorkbookError) as error:
        raise UnfitPackageError(str(error)) from error
    return build_workbook([_sheet(book, sheet) for sheet in book.sheets()], is_1904=book.datemode == 1)


def _sheet(book: Any, sheet: Any) -> PlainSheet:
    plain = PlainSheet(sheet.name, is_hidden=sheet.visibility != 0)
    for row in range(sheet.nrows):
        cells = {
            column + 1: cell
            for column in range(sheet.row_len(row))
            if (cell := _cell(book, sheet.cell(row, column))) is not None
        }
        if cells:
            plain.rows[row + 1] = cells
    plain.merges = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    plain.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    plain.columns = {
        column + 1: (info.width / _WIDTH_UNITS, bool(info.hidden)) for column, info in sheet.colinfo_map.items()
    }
    return plain


def _cell(book: Any, cell: Any) -> PlainCell | None:
    style = book.xf_list[cell.xf_index]
    declared = book.format_map.get(style.format_key)
    number_format = declared.format_str if declared else "General"
    is_bold = book.font_list[style.font_index].weight >= _BOLD_WEIGHT
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        whole = cell.value.is_integer() and abs(cell.value) < _LARGEST_WHOLE
        return PlainCell("number", str(int(cell.value)) if whole else repr(cell.value), number_format, is_bold)
    if cell.ctype == xlrd.XL_CELL_TEXT and cell.value:
        return PlainCell("text", cell.value, number_format, is_bold)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return PlainCell("boolean", str(int(cell.value)), number_format, is_bold)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return PlainCell("error", xlrd.error_text_from_code.get(cell.value, "#N/A"), number_format, is_bold)
    return None
