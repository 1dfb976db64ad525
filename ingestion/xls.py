"""Read .xls by xlrd, which sees number formats, error cells and merged cells itself."""

from __future__ import annotations

import logging
from datetime import datetime
from io import StringIO

import xlrd
from xlrd.xldate import XLDateError, xldate_as_datetime

from ingestion.gate import check_ole
from ingestion.sheets import BrokenCell, Cell, Merge, Place, RefusedFileError, Sheet
from ingestion.xlsx import is_percentage

log = logging.getLogger(__name__)


class XlsWorkbook:
    """A .xls that passed the gate."""

    def __init__(self, data: bytes) -> None:
        check_ole(data)
        try:
            self._book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO()
            )
        except MemoryError:
            raise
        except Exception as error:  # xlrd trips over broken files in every way there is
            is_encrypted = "encrypted" in str(error)
            raise RefusedFileError(
                "F01", "文件已加密，请先取消密码" if is_encrypted else "不是有效的 .xls 工作簿，可能已损坏"
            ) from error
        self.names: list[str | None] = list(self._book.sheet_names())
        self._percent_styles = {
            index
            for index, style in enumerate(self._book.xf_list)
            if style.format_key in self._book.format_map
            and is_percentage(self._book.format_map[style.format_key].format_str)
        }

    def sheet(self, index: int) -> Sheet:
        """Read a sheet."""
        sheet = self._book.sheet_by_index(index)
        rows: list[list[Cell]] = []
        percentages: set[Place] = set()
        for row in range(sheet.nrows):
            kinds, values = sheet.row_types(row), sheet.row_values(row)
            cells = zip(kinds, values, strict=True)
            rows.append([_cell(kind, value, self._book.datemode) for kind, value in cells])
            for column, kind in enumerate(kinds):
                if kind == xlrd.XL_CELL_NUMBER and sheet.cell_xf_index(row, column) in self._percent_styles:
                    percentages.add((row, column))
        merges = tuple(Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
        return Sheet(self.names[index], rows, frozenset(percentages), merges)


def _cell(kind: int, value: str | float, datemode: int) -> Cell:
    if kind == xlrd.XL_CELL_ERROR:
        return BrokenCell(xlrd.error_text_from_code.get(int(value), "#N/A"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        return _date(float(value), datemode)
    return value


def _date(serial: float, datemode: int) -> Cell:
    try:
        moment: datetime = xldate_as_datetime(serial, datemode)
    except (XLDateError, OverflowError, ValueError):
        return serial
    return moment.time() if 0 <= serial < 1 else moment
