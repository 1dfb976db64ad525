"""What receipts say, read from the published snapshot: every submission, its outcome, and its findings in place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import duckdb

from lifecircle.forms import load_forms
from lifecircle.home import Home
from receipts import names

NEVER_OPENED = ("F01", "F02", "F03", "F09")
"""Fatal codes of files that are refused before anything of them is read: no copy is made of these."""

_SUBMISSIONS = """
    select
        submission_id, sha256, form, submissions.unit_code, units.unit_name, period, file_name, received_at, outcome,
        rows_accepted, rows_quarantined, rows_flagged
    from marts.fct_submission as submissions
    left join (
        select town_code as unit_code, town_name as unit_name from marts.dim_town
        union all
        select dept_code, dept_name from marts.dim_department
    ) as units on submissions.unit_code = units.unit_code
    order by units.unit_name nulls last, period desc nulls last, form, received_at, file_name, submission_id
"""
_FINDINGS = """
    select
        submission_id, code, findings.severity, codes.title, table_name, sheet, row_number, field, column_header, value,
        message
    from marts.fct_finding as findings
    inner join marts.dim_finding_code as codes using (code)
    order by
        submission_id, list_position(['fatal', 'error', 'warning'], findings.severity), sheet, row_number, code, field,
        column_header, message
"""
_PLACES = """
    select submission_id, table_name, field, min(column_number)
    from read_parquet($files)
    where submission_id in (select submission_id from marts.fct_finding)
    group by all
"""


@dataclass(frozen=True)
class PlacedFinding:
    """A finding, and where in the file it stands; `column_number` is 1 for A, and None where it is not known."""

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
    def ending(self) -> str:
        """What kind of file it was."""
        return names.ending(self.file_name)

    @property
    def wants_marked_copy(self) -> bool:
        """Whether it is a workbook that was opened and has findings."""
        return bool(self.findings) and self.ending in ("xlsx", "xls", "ods") and not self.codes & {*NEVER_OPENED}


def read_receipts(marts: duckdb.DuckDBPyConnection, home: Home) -> list[Receipt]:
    """Read what every submission came to: three queries, however many submissions there are."""
    places = _read_places(marts, home)
    findings: dict[str, list[PlacedFinding]] = defaultdict(list)
    for submission_id, code, severity, title, table, sheet, row, field, *said in marts.execute(_FINDINGS).fetchall():
        column = places.get((submission_id, table, field))
        placed = PlacedFinding(code, severity, title, table, sheet, row, field, column, *said)
        findings[submission_id].append(placed)
    return [Receipt(*[*row, tuple(findings[row[0]])]) for row in marts.execute(_SUBMISSIONS).fetchall()]


def _read_places(marts: duckdb.DuckDBPyConnection, home: Home) -> dict[tuple[str, str, str], int]:
    files = sorted(str(path) for path in (home.landed / "sheet_columns").glob("[0-9]*.parquet"))
    if not files:
        return {}
    rows = marts.execute(_PLACES, {"files": files}).fetchall()
    return {(submission_id, table, field): column for submission_id, table, field, column in rows}
