"""The cover of a town's workbook: its fields as canonical text, its unit and period compared with the file's name.

No finding repeats what a cell of it says: people type names and telephone numbers into any of them.
"""

from __future__ import annotations

from datetime import date, datetime

from ingestion.cells import COLONS, is_null, reader_of, text_of
from ingestion.filename import FileName, period_fault
from ingestion.sheets import BrokenCell, Cell, Sheet, UnreadableError
from lifecircle.calendar import parse_period
from lifecircle.findings import Finding, message
from lifecircle.forms import Column, Form
from lifecircle.plain import plain


class CoverError(Exception):
    """The cover's unit (F06) or period (F07) is missing, unknown, or differs from the file name's."""

    def __init__(self, code: str, text: str, field: str) -> None:
        super().__init__(text)
        self.code, self.text, self.field = code, text, field
        self.row: int | None = None


def read_cover(
    submission_id: str, form: Form, sheet: Sheet, name: FileName, received_at: datetime
) -> tuple[dict[str, str], list[Finding]]:
    """Read the cover: field -> canonical text, and a W08 for each field that is missing or unreadable.

    Raises:
        CoverError: its unit or period is missing, unknown, or differs from the file name's.
    """
    found = _find_values(form, sheet)
    cover: dict[str, str] = {}
    findings: list[Finding] = []
    for field, column in form.cover.items():
        row, cell = found.get(field, (None, ""))
        is_identity = field in ("town", form.cover_period_field)
        value = None
        try:
            if field == form.cover_period_field:
                value = _period_text(form, cell)
            else:
                value = _read(column, cell, sheet.is_from_1904)
            is_at_fault = value is None and column.required
        except UnreadableError:
            is_at_fault = True
        if value is not None:
            cover[field] = value
        if is_at_fault and not is_identity:
            text = message("W08", column=column.header)
            findings.append(Finding(submission_id, "W08", text, None, sheet.name, row, field, column.header))
    try:
        _compare_with_name(form, cover, name, received_at)
    except CoverError as error:
        error.row, _ = found.get(error.field, (None, ""))
        raise
    return cover, findings


def _read(column: Column, cell: Cell, is_from_1904: bool) -> str | None:
    value = reader_of(column, is_from_1904=is_from_1904)(cell)
    return None if value is None else text_of(value)


def _period_text(form: Form, cell: Cell) -> str | None:
    """The period as written; Excel makes a date of a month that is typed in as 2024-03."""
    if isinstance(cell, BrokenCell) or is_null(cell):
        return None
    return cell.strftime("%Y" if form.period == "year" else "%Y-%m") if isinstance(cell, date) else text_of(cell)


def _find_values(form: Form, sheet: Sheet) -> dict[str, tuple[int, Cell]]:
    """Field -> (row number, cell): the next non-empty cell right of its key, unless that is a key itself.

    If a key occurs twice, the first counts.
    """
    fields = {plain(column.header): field for field, column in form.cover.items()}
    found: dict[str, tuple[int, Cell]] = {}
    for number, row in enumerate(sheet.rows, start=1):
        filled = [cell for cell in row if cell is not None and text_of(cell) != ""]
        keys = [fields.get(plain(cell).rstrip(COLONS)) if isinstance(cell, str) else None for cell in filled]
        position = 0
        while position < len(filled):
            field = keys[position]
            if field is None:
                position += 1
                continue
            following = position + 1
            has_value = following < len(filled) and keys[following] is None
            found.setdefault(field, (number, filled[following] if has_value else ""))
            position = following + has_value
    return found


def _compare_with_name(form: Form, cover: dict[str, str], name: FileName, received_at: datetime) -> None:
    unit = cover.get("town", "")
    if unit != name.unit_code:
        detail = "封面单位与文件名不一致" if unit else "封面没有填写单位名称"
        raise CoverError("F06", message("F06", detail=detail), "town")
    period = parse_period(plain(cover.get(form.cover_period_field, "")), form.period)
    fault = period_fault(form, "封面报告期", period, received_at)
    if fault:
        raise CoverError("F07", fault, form.cover_period_field)
    if period != name.period:
        raise CoverError("F07", message("F07", detail="封面报告期与文件名不一致"), form.cover_period_field)
    cover[form.cover_period_field] = str(period)
