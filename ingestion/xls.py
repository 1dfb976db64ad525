"""Read .xls by xlrd, which sees number formats, error cells and merged cells itself."""

from __future__ import annotations

import io
import struct
from datetime import datetime

import xlrd
from xlrd.xldate import XLDateError, xldate_as_datetime

from ingestion.gate import ENCRYPTED, WITH_MACROS, WITH_OBJECTS
from ingestion.kinds import kind_of
from ingestion.number_formats import AS_IT_IS, is_plain, shown_by
from ingestion.sheets import BrokenCell, Cell, Merge, Place, RefusedFileError, Sheet
from lifecircle.xls_stream import (
    OLE,
    BrokenWorkbookError,
    NoWorkbookError,
    XlsStream,
    begins_as_stream,
    is_encrypted_package,
    open_book,
    read_stream,
)

_BROKEN = "不是有效的 .xls 工作簿，可能已损坏"
_STRUCTURE = "工作簿设有结构保护，文件因此是加密的，请在“审阅”中撤销保护工作簿"
_STRUCTURE_PASSWORD = "VelvetSweatshop"
"""By which Excel locks a workbook whose structure is protected; it opens one so locked without asking."""


class XlsWorkbook:
    """A .xls whose records have been looked through."""

    def __init__(self, data: bytes) -> None:
        stream = _safe_stream(data)
        try:
            self._book = open_book(stream)
        except BrokenWorkbookError as error:
            raise RefusedFileError("F01", _BROKEN) from error
        self.names: list[str | None] = list(self._book.sheet_names())
        self.hidden = frozenset(index for index, sheet in enumerate(self._book.sheets()) if sheet.visibility)
        self._formats = {
            index: self._book.format_map[style.format_key].format_str
            for index, style in enumerate(self._book.xf_list)
            if style.format_key in self._book.format_map
            and not is_plain(self._book.format_map[style.format_key].format_str)
        }

    def sheet(self, index: int) -> Sheet:
        """Read a sheet."""
        sheet = self._book.sheet_by_index(index)
        rows: list[list[Cell]] = []
        percentages: set[Place] = set()
        powers: dict[Place, int] = {}
        for row in range(sheet.nrows):
            kinds, values = sheet.row_types(row), sheet.row_values(row)
            cells = zip(kinds, values, strict=True)
            rows.append([_cell(kind, value, self._book.datemode) for kind, value in cells])
            for column, kind in enumerate(kinds if self._formats else ()):
                if kind != xlrd.XL_CELL_NUMBER:
                    continue
                code = self._formats.get(sheet.cell_xf_index(row, column))
                shown = shown_by(code, values[column]) if code else AS_IT_IS
                if shown.is_percentage:
                    percentages.add((row, column))
                if shown.power:
                    powers[row, column] = shown.power
        merges = tuple(Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
        is_from_1904 = self._book.datemode == 1
        return Sheet(self.names[index], rows, frozenset(percentages), merges, powers, is_from_1904)


def _safe_stream(data: bytes) -> XlsStream:
    """The workbook's stream, unless it is locked or unsafe (F01)."""
    if data.startswith(OLE):
        if is_encrypted_package(data):
            raise RefusedFileError("F01", ENCRYPTED)
    elif not begins_as_stream(data):
        raise RefusedFileError("F01", f"{kind_of(data) or '文件可能已损坏'}，不是 .xls 格式")
    try:
        stream = read_stream(data)
    except BrokenWorkbookError as error:
        raise RefusedFileError("F01", _BROKEN) from error
    except NoWorkbookError as error:
        raise RefusedFileError("F01", "内容是 .doc 一类的其他旧版文件，不是 .xls 工作簿") from error
    if stream.is_locked:
        raise RefusedFileError("F01", _STRUCTURE if _is_locked_by_structure(data) else ENCRYPTED)
    if stream.has_macros:
        raise RefusedFileError("F01", WITH_MACROS)
    if stream.has_objects:
        raise RefusedFileError("F01", WITH_OBJECTS)
    return stream


def _is_locked_by_structure(data: bytes) -> bool:
    # loaded only where it is needed: start-up counts
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    known = (InvalidKeyError, FileFormatError, ParseError, DecryptionError)
    try:
        msoffcrypto.OfficeFile(io.BytesIO(data)).load_key(password=_STRUCTURE_PASSWORD, verify_password=True)
    except (*known, OSError, ValueError, LookupError, struct.error):
        return False
    return True


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
