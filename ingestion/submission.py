"""One file as received: accepted as typed rows, or rejected by its first fatal finding.

Source: docs/contract/submissions.md, Findings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from ingestion.cover import CoverError, read_cover
from ingestion.csv_table import CsvTable
from ingestion.filename import FileName, read_file_name
from ingestion.gate import check_size
from ingestion.header import Header, HeaderError, find_header
from ingestion.ods import OdsWorkbook
from ingestion.rows import TableRows, read_rows
from ingestion.sheets import RefusedFileError, Sheet, Workbook
from ingestion.worksheets import Worksheets
from ingestion.xls import XlsWorkbook
from ingestion.xlsx import XlsxWorkbook
from lifecircle.findings import Finding, message
from lifecircle.forms import COVER_SHEET, Form, Table, load_forms


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
    sheet_columns: list[dict[str, Any]] = field(default_factory=list)
    tables: list[TableRows] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    size: int = 0
    """Bytes of what a child told of it."""
    bytes_received: int = 0
    """Of the original."""


class _FatalError(Exception):
    """A fatal finding: the code its message, and its place: sheet, Excel row, column header."""

    def __init__(
        self, code: str, text: str, sheet: str | None = None, row: int | None = None, header: str | None = None
    ) -> None:
        super().__init__(text)
        self.code, self.text, self.sheet, self.row, self.header = code, text, sheet, row, header


def submission_id(file_name: str, sha256: str, received_at: datetime) -> str:
    """Name a submission by what it is: where it lay, its bytes, and when it was received (16 hexadecimal digits)."""
    identity = "\0".join((file_name, sha256, received_at.isoformat()))
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def new_submission(file_name: str, sha256: str, received_at: datetime) -> Submission:
    """Make a submission of which nothing but its name was read yet."""
    name = read_file_name(PurePosixPath(file_name).name, received_at)
    return Submission(submission_id(file_name, sha256, received_at), sha256, file_name, received_at, name)


def rejected(
    file_name: str,
    sha256: str,
    received_at: datetime,
    code: str,
    text: str,
    sheet: str | None = None,
    row_number: int | None = None,
    column_header: str | None = None,
) -> Submission:
    """Make a submission that is rejected by one fatal finding."""
    submission = new_submission(file_name, sha256, received_at)
    submission.rejected_by = code
    finding = Finding(
        submission.submission_id, code, text, sheet=sheet, row_number=row_number, column_header=column_header
    )
    submission.findings = [finding]
    return submission


def read_submission(file_name: str, sha256: str, received_at: datetime, data: bytes) -> Submission:
    """Read a file whole.  Never raises for what is in it, but MemoryError: what is wrong becomes findings."""
    submission = new_submission(file_name, sha256, received_at)
    try:
        _read_into(submission, data, _reject)
    except _FatalError as fault:
        return rejected(file_name, sha256, received_at, fault.code, fault.text, fault.sheet, fault.row, fault.header)
    return submission


def read_further(file_name: str, sha256: str, received_at: datetime, data: bytes) -> Submission:
    """Read a file that is rejected as far as it can be, for whoever mends it: one round is to be enough.

    Its rows are read, and whatever else is wrong with it, further fatal faults too, becomes findings; the fault that it
    is rejected by is none of them.
    """
    submission = new_submission(file_name, sha256, received_at)
    faults: list[_FatalError] = []
    try:
        _read_into(submission, data, faults.append)
    except _FatalError as fault:
        faults.append(fault)
    submission.rejected_by = faults[0].code if faults else None
    more = [_finding(submission.submission_id, fault) for fault in faults[1:]]
    submission.findings = [*more, *submission.findings]
    return submission


def too_large(file_name: str, sha256: str, received_at: datetime, size: int) -> Submission | None:
    """Refuse a file by its size, unread (F03), unless its name refuses it first; None where it may be read."""
    submission = new_submission(file_name, sha256, received_at)
    try:
        check_size(size)
    except RefusedFileError as refused:
        fault = submission.name.fault or (refused.code, message(refused.code, detail=refused.detail))
        submission = rejected(file_name, sha256, received_at, *fault)
        submission.bytes_received = size
        return submission
    return None


READERS: dict[str, Callable[[bytes], Workbook]] = {
    "xlsx": XlsxWorkbook,
    "xls": XlsWorkbook,
    "ods": OdsWorkbook,
    "csv": CsvTable,
}


_OnFault = Callable[[_FatalError], None]
"""What a fatal fault comes to: the end of reading, or a note of it."""


def _reject(fault: _FatalError) -> None:
    raise fault


def _finding(submission: str, fault: _FatalError) -> Finding:
    return Finding(submission, fault.code, fault.text, None, fault.sheet, fault.row, None, fault.header)


def _read_into(submission: Submission, data: bytes, on_fault: _OnFault) -> None:
    name = submission.name
    if name.fault or name.form is None:
        fault = _FatalError(*(name.fault or ("F09", message("F09", value=submission.file_name))))
        if name.form is None or name.ending not in load_forms()[name.form].endings:
            raise fault
        on_fault(fault)
    form = load_forms()[name.form]
    try:
        check_size(len(data))
        _read_workbook(submission, form, READERS[name.ending](data), on_fault)
    except RefusedFileError as refused:
        raise _FatalError(refused.code, message(refused.code, detail=refused.detail)) from refused


def _read_workbook(submission: Submission, form: Form, workbook: Workbook, on_fault: _OnFault) -> None:
    sheets_of = Worksheets(workbook)
    found = {table: sheets_of.find(spec.sheet, spec) for table, spec in form.tables.items()}
    if form.container == "workbook":
        cover_index = sheets_of.find(COVER_SHEET)
        _require_sheets(form, found, cover_index, on_fault)
        # a name that tells no unit or period is at odds with every cover
        if cover_index is not None and not submission.name.fault:
            _take_cover(submission, form, sheets_of.read(cover_index), on_fault)
    elif not workbook.names:
        raise _FatalError("F05", message("F05", sheet=form.title, detail="文件中没有工作表"))
    sheets = {table: sheets_of.read(index) for table, index in found.items() if index is not None}
    headers = {table: _header(form, sheet, form.tables[table], on_fault) for table, sheet in sheets.items()}
    for table, header in headers.items():
        if header is None:
            continue
        sheet, spec = sheets[table], form.tables[table]
        read = read_rows(submission.submission_id, table, spec, sheet, header)
        if spec.rows_required and not len(read):
            on_fault(_FatalError("F08", message("F08", sheet=sheet.name or form.title), sheet.name))
        submission.tables.append(read)
        submission.sheet_columns += _places(submission, table, sheet, header)
        submission.findings += [*read.findings, *_unknown_columns(submission, table, sheet, header)]


def _require_sheets(form: Form, found: dict[str, int | None], cover_index: int | None, on_fault: _OnFault) -> None:
    missing = [COVER_SHEET] if cover_index is None else []
    missing += [str(spec.sheet) for table, spec in form.tables.items() if spec.required and found[table] is None]
    if missing:
        on_fault(_FatalError("F04", message("F04", value="”“".join(missing))))


def _take_cover(submission: Submission, form: Form, sheet: Sheet, on_fault: _OnFault) -> None:
    try:
        submission.cover, findings = read_cover(
            submission.submission_id, form, sheet, submission.name, submission.received_at
        )
    except CoverError as error:
        on_fault(_FatalError(error.code, error.text, sheet.name, error.row, form.cover[error.field].header))
        return
    submission.findings += findings


def _header(form: Form, sheet: Sheet, table: Table, on_fault: _OnFault) -> Header | None:
    """The header, of a file that is read further also one that lacks columns; None where there is none."""
    try:
        return find_header(sheet, table)
    except HeaderError as error:
        if not table.header_required:
            return None
        row = None if error.row is None else error.row + 1
        on_fault(_FatalError("F05", message("F05", sheet=sheet.name or form.title, detail=error), sheet.name, row))
        return None if row is None else find_header(sheet, table, is_whole=False)


def _places(submission: Submission, table: str, sheet: Sheet, header: Header) -> list[dict[str, Any]]:
    """The place of each known column (lifecircle.landed.SHEET_COLUMNS)."""
    return [
        {
            "submission_id": submission.submission_id,
            "table_name": table,
            "sheet": sheet.name,
            "header_row": header.row + 1,
            "field": column.field,
            "column_number": column.index + 1,
            "column_header": column.text,
            "header_unit": column.unit,
        }
        for column in header.columns
    ]


def _unknown_columns(submission: Submission, table: str, sheet: Sheet, header: Header) -> list[Finding]:
    """W04, once a column, at the header's row."""
    row = header.named_row + 1
    return [
        Finding(submission.submission_id, "W04", message("W04", column=text), table, sheet.name, row, None, text)
        for text in header.unknown
    ]
