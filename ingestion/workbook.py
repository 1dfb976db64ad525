"""A file's bytes become sheets of cells: .xlsx, .xls and .ods by calamine, .csv by the standard library."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from ingestion.cells import Cell
from ingestion.inbox import decode
from lifecircle.findings import message

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MAIN_PART = {"xlsx": "[Content_Types].xml", "ods": "content.xml"}


class UnreadableFileError(Exception):
    """The file is no workbook, or not what its ending says (F01); the message is the finding's."""


@dataclass(frozen=True)
class Sheet:
    """A sheet from its first cell on: `rows[i][j]` is Excel's row i + 1, column j + 1.  A CSV is one sheet, unnamed."""

    name: str | None
    rows: list[list[Cell]]


def read_sheets(data: bytes, ending: str) -> list[Sheet]:
    """Read every sheet, in the workbook's order.

    Raises:
        UnreadableFileError: the bytes are not what the ending says (F01).
    """
    if ending == "csv":
        return [Sheet(None, _read_csv(data))]
    try:
        if not _is_what_it_says(data, ending):
            raise CalamineError(f"no .{ending} inside")
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [Sheet(name, _cells(workbook, name)) for name in workbook.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError(message("F01", detail=f"不是有效的 .{ending} 工作簿")) from error


def _cells(workbook: CalamineWorkbook, name: str) -> list[list[Cell]]:
    return [list(row) for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]


def _is_what_it_says(data: bytes, ending: str) -> bool:
    """Whether the container is the ending's; calamine itself would take any for any."""
    if ending == "xls":
        return data.startswith(_OLE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _MAIN_PART[ending] in archive.namelist()


def _read_csv(data: bytes) -> list[list[Cell]]:
    try:
        text = decode(data)
        if "\0" in text:
            raise UnreadableFileError(message("F01", detail="不是文本文件"))
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFileError(message("F01", detail="既不是 UTF-8 也不是 GB18030 编码的表格")) from error
