"""What receipts say, read from the published snapshot: every submission, its outcome, and its findings in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import duckdb

from lifecircle.findings import Finding, finding_codes
from lifecircle.forms import load_forms
from lifecircle.further import FurtherFinding, read_further
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.marts.reading import empty_last, read_rows
from lifecircle.units import read_units
from lifecircle.wording import SEVERITIES
from receipts import names

NEVER_OPENED = ("F01", "F02", "F03", "F09")
"""Fatal codes of files that are refused before anything of them is read: no copy is made of these."""

FURTHER = "further"
"""How grave a fault is of a file that was sent back for another: it is told and counts nowhere."""


@dataclass(frozen=True)
class PlacedFinding:
    """A finding and its place in the file; `column_number` is 1 for A, and None where it is not known."""

    code: str
    severity: str
    title: str
    table_name: str | None
    sheet: str | None
    row_number: int | None
    field: str | None
    column_number: int | None
    column_header: str | None
    value: str | None
    message: str


@dataclass(frozen=True)
class Receipt:
    """What a submission came to."""

    submission_id: str
    sha256: str
    form: str | None
    unit_code: str | None
    unit_name: str | None
    period: str | None
    file_name: str
    received_at: datetime
    outcome: str
    rows_accepted: int
    rows_quarantined: int
    rows_flagged: int
    findings: tuple[PlacedFinding, ...]
    further: tuple[PlacedFinding, ...] | None = None
    """Of a rejected file what else is wrong (另需更正), as far as it could be read; None where it was not."""

    @property
    def folder(self) -> str:
        """Where the receipt is below the receipts' folder."""
        return f"{names.unit_folder(self.unit_code)}/{names.receipt_folder(self.file_name, self.submission_id)}"

    @property
    def form_title(self) -> str:
        """The form's name as its senders know it."""
        return load_forms()[self.form].title if self.form else "未能识别"

    @property
    def codes(self) -> set[str]:
        """The codes of what was found."""
        return {finding.code for finding in self.findings}

    @property
    def is_not_owed(self) -> bool:
        """Whether every row is refused because the form is another department's to send."""
        errors = [finding for finding in self.findings if finding.severity == "error"]
        return bool(errors) and not self.rows_accepted and all(_is_of_a_form_not_owed(finding) for finding in errors)

    @property
    def ending(self) -> str:
        """What kind of file it was."""
        return names.ending(self.file_name)

    @property
    def wants_marked_copy(self) -> bool:
        """Whether it is a workbook that was opened and has findings."""
        return bool(self.findings) and self.ending in ("xlsx", "xls", "ods") and not self.codes & {*NEVER_OPENED}


@dataclass(frozen=True)
class _Submission:
    submission_id: str
    sha256: str
    form: str | None
    unit_code: str | None
    period: str | None
    file_name: str
    received_at: datetime
    outcome: str
    rows_accepted: int
    rows_quarantined: int
    rows_flagged: int


@dataclass(frozen=True)
class _Finding:
    submission_id: str
    code: str
    severity: str
    table_name: str | None
    sheet: str | None
    row_number: int | None
    field: str | None
    column_header: str | None
    value: str | None
    message: str


@dataclass(frozen=True)
class _Code:
    code: str
    title: str


def read_receipts(marts: duckdb.DuckDBPyConnection, home: Home) -> list[Receipt]:
    """Read what every submission came to: a few queries, however many submissions there are.

    They are in the order of the index: by unit, those whose name tells none last, then the latest period first.
    """
    findings = _read_findings(marts, home)
    units = read_units(marts)
    order = ("-period", "form", "received_at", "file_name", "submission_id")
    receipts = [
        Receipt(
            **vars(file),
            unit_name=units[file.unit_code].unit_name if file.unit_code in units else None,
            findings=tuple(findings[file.submission_id]),
            further=_placed(read_further(home, file.submission_id)) if file.outcome == "rejected" else None,
        )
        for file in read_rows(marts, _Submission, "fct_submission", order_by=order)
    ]
    return sorted(receipts, key=lambda receipt: empty_last(receipt.unit_name))


def _is_of_a_form_not_owed(finding: PlacedFinding) -> bool:
    # of a project, facility type or indicator of another unit the cell is named
    return finding.code == "E11" and finding.field is None


def _placed(further: Sequence[FurtherFinding] | None) -> tuple[PlacedFinding, ...] | None:
    return None if further is None else tuple(placed(each.finding, each.column_number) for each in further)


def placed(finding: Finding, column_number: int | None) -> PlacedFinding:
    """Put a finding that is in no mart into its place."""
    code = finding_codes()[finding.code]
    place = (finding.table_name, finding.sheet, finding.row_number, finding.field, column_number, finding.column_header)
    return PlacedFinding(finding.code, code.severity, code.title, *place, finding.value, finding.message)


def _read_findings(marts: duckdb.DuckDBPyConnection, home: Home) -> dict[str, list[PlacedFinding]]:
    """Read the findings of every submission, the gravest first, then in the order of the file."""
    titles = {code.code: code.title for code in read_rows(marts, _Code, "dim_finding_code")}
    order = ("submission_id", "sheet", "row_number", "code", "field", "column_header", "message")
    found = read_rows(marts, _Finding, "fct_finding", order_by=order)
    columns = _read_columns(home, {finding.submission_id for finding in found})
    gravity = list(SEVERITIES)
    findings: dict[str, list[PlacedFinding]] = defaultdict(list)
    for finding in sorted(found, key=lambda finding: gravity.index(finding.severity)):
        findings[finding.submission_id].append(
            PlacedFinding(
                finding.code,
                finding.severity,
                titles[finding.code],
                finding.table_name,
                finding.sheet,
                finding.row_number,
                finding.field,
                columns.get((finding.submission_id, finding.table_name, finding.field)),
                finding.column_header,
                finding.value,
                finding.message,
            )
        )
    return findings


def _read_columns(home: Home, submission_ids: Set[str]) -> dict[tuple[str, str | None, str | None], int]:
    """Read where the fields of submissions are: (submission, table, field) -> the first column that has it, 1 for A."""
    landed = read_landed(
        home, "sheet_columns", ["submission_id", "table_name", "field", "column_number"], submission_ids
    )
    columns: dict[tuple[str, str | None, str | None], int] = {}
    for row in landed.to_pylist():
        key = (row["submission_id"], row["table_name"], row["field"])
        columns[key] = min(row["column_number"], columns.get(key, row["column_number"]))
    return columns
