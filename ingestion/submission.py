"""One file as received: accepted as typed rows, or rejected by its first fatal finding (validation.md, Findings)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import PurePosixPath

from ingestion.cells import Cell, UnreadableError, is_null, reader_of, text_of
from ingestion.filename import FileName, period_fault, read_file_name
from ingestion.header import Header, HeaderError, find_header
from ingestion.rows import TableRows, read_rows
from ingestion.workbook import Sheet, UnreadableFileError, read_sheets
from lifecircle.calendar import parse_period
from lifecircle.findings import Finding, message
from lifecircle.forms import COVER_SHEET, Form, Table, load_forms
from lifecircle.reference import load_reference, plain


@dataclass
class Submission:
    """A file received, and all that was read from it; a rejected one has no rows and one finding."""

    submission_id: str
    sha256: str
    file_name: str
    received_at: datetime
    name: FileName
    rejected_by: str | None = None
    cover: dict[str, str] = field(default_factory=dict)
    tables: list[TableRows] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class _FatalError(Exception):
    """A fatal finding: the code and its message, and the sheet where it stands."""

    def __init__(self, code: str, text: str, sheet: str | None = None) -> None:
        super().__init__(text)
        self.code, self.text, self.sheet = code, text, sheet


def submission_id(file_name: str, sha256: str, received_at: datetime) -> str:
    """Name a submission by what it is: where it lay, its bytes, and when it was received (16 hexadecimal digits)."""
    identity = "\0".join((file_name, sha256, received_at.isoformat()))
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def read_submission(file_name: str, data: bytes, sha256: str, received_at: datetime) -> Submission:
    """Read a file whole.  Never raises for what is in it: what is wrong becomes findings."""
    name = read_file_name(PurePosixPath(file_name).name, received_at)
    submission = Submission(submission_id(file_name, sha256, received_at), sha256, file_name, received_at, name)
    try:
        _read_into(submission, data)
    except _FatalError as fault:
        submission.rejected_by = fault.code
        submission.tables = []
        submission.findings = [Finding(submission.submission_id, fault.code, fault.text, sheet=fault.sheet)]
    return submission


def _read_into(submission: Submission, data: bytes) -> None:
    name = submission.name
    if name.fault or name.form is None:
        raise _FatalError(*(name.fault or ("F09", message("F09", value=submission.file_name))))
    form = load_forms()[name.form]
    try:
        sheets = read_sheets(data, name.ending)
    except UnreadableFileError as error:
        raise _FatalError("F01", str(error)) from error
    found = {table: _sheet_of(table, spec, sheets) for table, spec in form.tables.items()}
    if form.container == "workbook":
        _require_sheets(form, found, sheets)
        submission.cover = _read_cover(form, next(s for s in sheets if _is_cover(s)), submission)
    headers = {table: (sheet, _header(form, sheet, form.tables[table])) for table, sheet in found.items() if sheet}
    for table, (sheet, header) in headers.items():
        read = read_rows(submission.submission_id, table, sheet.name, sheet.rows, header)
        if form.tables[table].rows_required and not read.rows:
            raise _FatalError("F08", message("F08", sheet=sheet.name or form.title), sheet.name)
        submission.tables.append(read)
        submission.findings += read.findings


def _sheet_of(table: str, spec: Table, sheets: list[Sheet]) -> Sheet | None:
    """A ledger is its first sheet; a workbook's is the one named as the form has it, else the first to contain that."""
    if spec.sheet is None:
        return sheets[0] if sheets else Sheet(None, [])
    named = [(plain(sheet.name or ""), sheet) for sheet in sheets]
    equal = [sheet for name, sheet in named if name == spec.sheet]
    return next(iter(equal + [sheet for name, sheet in named if spec.sheet in name]), None)


def _is_cover(sheet: Sheet) -> bool:
    return COVER_SHEET in plain(sheet.name or "")


def _require_sheets(form: Form, found: dict[str, Sheet | None], sheets: list[Sheet]) -> None:
    missing = [] if any(map(_is_cover, sheets)) else [COVER_SHEET]
    missing += [str(spec.sheet) for table, spec in form.tables.items() if spec.required and found[table] is None]
    if missing:
        raise _FatalError("F04", message("F04", value="』『".join(missing)))


def _header(form: Form, sheet: Sheet, table: Table) -> Header:
    try:
        return find_header(sheet.rows, table)
    except HeaderError as error:
        raise _FatalError("F05", message("F05", sheet=sheet.name or form.title, detail=error), sheet.name) from error


def _read_cover(form: Form, sheet: Sheet, submission: Submission) -> dict[str, str]:
    """The cover's fields as canonical text; its unit (F06) and period (F07) must be the file name's."""
    cells = _cover_cells(sheet)
    cover: dict[str, str] = {}
    for field_name, column in form.cover.items():
        cell = cells.get(plain(column.header), "")
        if is_null(cell):
            continue
        try:
            cover[field_name] = text_of(cell if column.type == "period" else reader_of(column)(cell))
        except UnreadableError:
            continue  # W08, with the other warnings
    _hold_against_name(form, cover, submission)
    return cover


def _cover_cells(sheet: Sheet) -> dict[str, Cell]:
    """Key -> the next non-empty cell to its right; the first of a key holds."""
    cells: dict[str, Cell] = {}
    for row in sheet.rows:
        filled = [cell for cell in row if cell != "" and cell is not None]
        for key, value in pairwise(filled):
            if isinstance(key, str):
                cells.setdefault(plain(key).rstrip(":"), value)
    return cells


def _hold_against_name(form: Form, cover: dict[str, str], submission: Submission) -> None:
    name = submission.name
    unit = cover.get("town", "")
    if unit != name.unit_code:
        written = load_reference().town_names.get(unit, unit)
        said = f"封面单位“{written}”与文件名不一致" if unit else "封面没有填写单位名称"
        raise _FatalError("F06", message("F06", detail=said), COVER_SHEET)
    written = cover.get(form.cover_period_field, "")
    period = parse_period(plain(written), form.period)
    fault = period_fault(form, written, period, submission.received_at)
    if fault:
        raise _FatalError(*fault, COVER_SHEET)
    if period != name.period:
        raise _FatalError("F07", message("F07", detail=f"封面报告期“{written}”与文件名不一致"), COVER_SHEET)
    cover[form.cover_period_field] = str(period)
