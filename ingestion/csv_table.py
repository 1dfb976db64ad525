"""Read .csv: UTF-8 with or without BOM, or GB18030."""

from __future__ import annotations

import csv
import io

from ingestion.inbox import decode
from ingestion.sheets import ERRORS_AS_TEXT, BrokenCell, Cell, RefusedFileError, Sheet, refuse_far_cells

_FIELD_LIMIT = 2**24


class CsvTable:
    """A CSV as a workbook of one unnamed sheet."""

    names: list[str | None]

    def __init__(self, data: bytes) -> None:
        if b"\0" in data:
            raise RefusedFileError("F01", "不是文本文件")
        csv.field_size_limit(_FIELD_LIMIT)
        try:
            text = io.StringIO(decode(data), newline="")
            self._rows: list[list[Cell]] = [
                [BrokenCell(cell) if cell in ERRORS_AS_TEXT else cell for cell in row] for row in csv.reader(text)
            ]
        except UnicodeDecodeError as error:
            raise RefusedFileError("F01", "既不是 UTF-8 也不是 GB18030 编码") from error
        except csv.Error as error:
            raise RefusedFileError("F01", "不是有效的 .csv 表格") from error
        refuse_far_cells(self._rows)
        self.names = [None]

    def sheet(self, index: int) -> Sheet:
        """Give the one sheet."""
        return Sheet(self.names[index], self._rows)
