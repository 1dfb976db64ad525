"""Where the issues of the supervision list are written: many are older than what S1 counts, so no metric's evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from lifecircle.marts.reading import read_distinct, read_rows
from scorecards.figures.source_rows import SourceRow


@dataclass(frozen=True)
class _Issue:
    town_code: str
    issue_id: str
    month: str
    submission_id: str
    sheet: str | None
    row_number: int


@dataclass(frozen=True)
class _Report:
    submission_id: str
    form: str
    file_name: str
    received_at: datetime


def read_issue_rows(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[tuple[str, str], SourceRow]:
    """Find each listed issue's accepted row of the latest month: (town, issue) -> the row, without its cells."""
    listed = read_distinct(
        connection, "supervision_list", ("town_code", "subject_id"), quarter=quarter, basis=basis, kind="issue"
    )
    reports = {
        report.submission_id: report
        for report in read_rows(connection, _Report, "fct_submission", form="monthly_report")
    }
    found = {}
    for issue in read_rows(connection, _Issue, "issue_quarter", quarter=quarter, basis=basis):
        if (issue.town_code, issue.issue_id) in listed:
            report = reports[issue.submission_id]
            found[issue.town_code, issue.issue_id] = SourceRow(
                report.submission_id,
                report.form,
                report.file_name,
                report.received_at,
                "issues",
                issue.sheet,
                issue.row_number,
                {},
                issue.month,
            )
    return found
