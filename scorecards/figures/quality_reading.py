"""What was expected of whom for a quarter and what came, read from the marts.

Source: docs/contract/marts.md, fct_submission, fct_finding, reporting_calendar.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from lifecircle.marts.reading import empty_last, read_rows
from scorecards.figures.quality import MOST_FINDINGS, Expected, Finding, FindingCount, Quality, Submission


@dataclass(frozen=True)
class _Finding:
    submission_id: str
    code: str
    severity: str
    sheet: str | None
    row_number: int | None
    column_header: str | None
    value: str | None
    message: str


@dataclass(frozen=True)
class _Count:
    submission_id: str
    code: str
    findings: int


@dataclass(frozen=True)
class _Code:
    code: str
    severity: str
    title: str
    mended_by: str


@dataclass(frozen=True)
class _Due:
    unit_code: str
    form: str
    period: str
    due_at: datetime
    first_accepted_at: datetime | None
    days_late: int | None


def read_quality(connection: duckdb.DuckDBPyConnection, periods: Sequence[str], as_of: datetime | None) -> Quality:
    """Read what was due for the periods and what was received for them by `as_of` (None: all that the marts know)."""
    received = read_rows(
        connection,
        Submission,
        "fct_submission",
        order_by=("received_at", "file_name"),
        at_most={"received_at": as_of},
    )
    # a blueprint's period is its version: it belongs to every quarter from its receipt on
    submissions = tuple(file for file in received if file.period in periods or file.form == "blueprint")
    codes = {code.code: code for code in read_rows(connection, _Code, "dim_finding_code")}
    return Quality(
        submissions,
        _read_findings(connection, submissions, codes),
        _count_findings(connection, submissions, codes),
        _read_expected(connection, submissions, periods, as_of),
    )


def _read_findings(
    connection: duckdb.DuckDBPyConnection, submissions: Sequence[Submission], codes: Mapping[str, _Code]
) -> tuple[Finding, ...]:
    of_file: dict[str, list[_Finding]] = defaultdict(list)
    for finding in read_rows(
        connection,
        _Finding,
        "fct_finding",
        order_by=("finding_number",),
        at_most={"finding_number": MOST_FINDINGS},
        submission_id=[file.submission_id for file in submissions],
    ):
        of_file[finding.submission_id].append(finding)
    findings: list[Finding] = []
    of_unit: Counter[str | None] = Counter()
    for file in submissions:
        shown = of_file[file.submission_id][: MOST_FINDINGS - of_unit[file.unit_code]]
        of_unit[file.unit_code] += len(shown)
        findings += (_in_file(finding, file, codes[finding.code]) for finding in shown)
    return tuple(findings)


def _in_file(finding: _Finding, file: Submission, code: _Code) -> Finding:
    return Finding(
        file.submission_id,
        file.unit_code,
        file.form,
        file.file_name,
        finding.code,
        finding.severity,
        code.title,
        code.mended_by,
        finding.sheet,
        finding.row_number,
        finding.column_header,
        finding.value,
        finding.message,
    )


def _count_findings(
    connection: duckdb.DuckDBPyConnection, submissions: Sequence[Submission], codes: Mapping[str, _Code]
) -> tuple[FindingCount, ...]:
    files = {file.submission_id: file for file in submissions}
    counts: Counter[tuple[str, str, str]] = Counter()
    for count in read_rows(connection, _Count, "finding_count", submission_id=list(files)):
        file = files[count.submission_id]
        counts[count.code, file.unit_code, file.form] += count.findings
    in_order = sorted(counts.items(), key=lambda count: tuple(map(empty_last, count[0])))
    return tuple(
        FindingCount(unit, form, code, codes[code].severity, codes[code].title, codes[code].mended_by, findings)
        for (code, unit, form), findings in in_order
    )


def _read_expected(
    connection: duckdb.DuckDBPyConnection,
    submissions: Sequence[Submission],
    periods: Sequence[str],
    as_of: datetime | None,
) -> tuple[Expected, ...]:
    files = Counter((file.unit_code, file.form, file.period) for file in submissions)
    expected = []
    for due in read_rows(
        connection,
        _Due,
        "reporting_calendar",
        order_by=("due_at", "unit_code", "form", "period"),
        period=list(periods),
    ):
        came = due.first_accepted_at
        is_known = came is not None and (as_of is None or came <= as_of)
        if not is_known and as_of is not None and as_of < due.due_at:
            continue  # a holiday has moved its due day beyond the moment: until then it is not missing
        expected.append(
            Expected(
                due.unit_code,
                due.form,
                due.period,
                due.due_at,
                came if is_known else None,
                due.days_late if is_known else None,
                files[due.unit_code, due.form, due.period],
            )
        )
    return tuple(expected)
