"""What a unit's next form begins with: its projects and open issues, or the rows of its last ledger.

What is asked anew every month is left empty, so that somebody answers for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from lifecircle.forms import Form, load_forms
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.marts.reading import read_rows
from lifecircle.reference import Reference
from receipts.forms.form_book import Rows

_OVER = ("完工", "取消")
_ASKED_ANEW = {
    "indicator_ledger": ("numerator", "denominator"),
    "satisfaction_ledger": ("good", "bad", "rectified"),
}
"""Figures of the month itself: last month's would be sent on unseen."""
_PLACES = ("submission_id", "sheet", "row_number", "raw", "unreadable", "as_percent")


@dataclass(frozen=True)
class _Project:
    project_id: str
    project_name: str | None
    task_no: int | None
    reported_for: str | None
    status: str | None
    progress_pct: float | None
    actual_start: date | None
    actual_finish: date | None


@dataclass(frozen=True)
class _Issue:
    issue_id: str
    project_id: str | None
    category: str | None
    description: str | None
    dept_code: str | None
    raised_on: date | None
    status: str | None


@dataclass(frozen=True)
class _Submission:
    submission_id: str
    period: str
    received_at: datetime
    file_name: str


@dataclass(frozen=True)
class _Fault:
    submission_id: str
    row_number: int | None


def begun_report(marts: duckdb.DuckDBPyConnection, reference: Reference, town_code: str, month: str) -> dict[str, Rows]:
    """Begin a town's monthly report: the projects that are to be reported, and the issues that are not resolved.

    A project that the same year's reports have already told to be finished or cancelled is not asked for again
    (docs/contract/assessment.md, R2).
    """
    projects = read_rows(
        marts,
        _Project,
        "project_status",
        order_by=("plan_row_number",),
        town_code=town_code,
        plan_year=int(month[:4]),
    )
    asked = [each for each in projects if not _is_over(each, month)]
    issues = read_rows(marts, _Issue, "issue_status", order_by=("issue_id",), town_code=town_code)
    return {
        "project_progress": [
            {
                "project_id": each.project_id,
                "project_name": each.project_name,
                "task_no": each.task_no,
                "status": each.status,
                "progress_pct": each.progress_pct,
                "actual_start": each.actual_start,
                "actual_finish": each.actual_finish,
            }
            for each in asked
        ],
        "issues": [
            {
                "issue_id": each.issue_id,
                "project_id": each.project_id,
                "category": each.category,
                "description": each.description,
                "dept": reference.department_names.get(each.dept_code or ""),
                "raised_on": each.raised_on,
                "status": each.status,
            }
            for each in issues
            if each.status != "已解决"
        ],
    }


def _is_over(project: _Project, month: str) -> bool:
    reported_for = project.reported_for or ""
    return project.status in _OVER and reported_for[:4] == month[:4] and reported_for < month


def begun_ledger(
    marts: duckdb.DuckDBPyConnection, home: Home, reference: Reference, form_name: str, dept_code: str
) -> dict[str, Rows]:
    """Begin a department's ledger with the accepted rows of its last one; nothing if it never sent one."""
    form = load_forms()[form_name]
    sent = read_rows(
        marts,
        _Submission,
        "fct_submission",
        order_by=("period", "received_at", "file_name"),
        form=form_name,
        unit_code=dept_code,
        outcome="accepted",
    )
    if not sent:
        return {}
    last = sent[-1].submission_id
    faults = {
        fault.row_number for fault in read_rows(marts, _Fault, "fct_finding", submission_id=last, severity="error")
    }
    (table,) = form.tables
    landed = read_landed(home, table, submissions=[last]).to_pylist()
    rows = [_as_written(row, form, table, reference) for row in landed if row["row_number"] not in faults]
    if table == "supervision_ledger":
        # what was told in an earlier quarter and is not mended yet
        rows = [row for row in rows if row.get("rectify_by") and not row.get("rectified_on")]
    return {table: rows}


def _as_written(row: Mapping[str, Any], form: Form, table: str, reference: Reference) -> dict[str, Any]:
    types = {name: column.type for name, column in form.tables[table].columns.items()}
    facility_types = {code: word for word, code in reversed(reference.facility_types.items()) if code != word}
    written: dict[str, Any] = {}
    for name, value in row.items():
        if name in _PLACES or value is None or name in _ASKED_ANEW.get(table, ()):
            continue
        kind = types[name]
        if kind == "town":
            value = reference.town_names.get(value, value)
        elif kind == "dept":
            value = reference.department_names.get(value, value)
        elif kind == "facility_type":
            value = facility_types.get(value, value)
        elif kind == "bool":
            value = "是" if value else "否"
        elif kind == "list":
            value = value.replace(";", "、")
        written[name] = value
    return written
