"""The figures of one closed month (docs/contract/marts.md, month_report, month_town, month_item, month_suspect)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from lifecircle.marts.reading import read_distinct, read_rows
from scorecards.edition import Basis

DISTRICT = "district"


@dataclass(frozen=True)
class Counts:
    """What the reports of a town, or of all, say of the month; None where nobody has told it.  Money is 万元."""

    town_code: str
    towns: int
    towns_reported: int
    towns_with_plan: int
    started: int | None
    finished: int | None
    month_investment: float | None
    without_month_investment: int | None
    issues_new: int | None
    issues_closed: int | None
    issues_open: int | None
    turned_late: int
    due_next: int
    suspects: int | None
    rows_quarantined: int | None


@dataclass(frozen=True)
class Report:
    """A form that a unit owed for the month; `state` is on_time, late, refused, missing or not_due."""

    unit_code: str
    unit_name: str
    unit_kind: str
    form: str
    period: str
    due_at: datetime
    first_received_at: datetime | None
    first_accepted_at: datetime | None
    state: str
    days_late: int | None


@dataclass(frozen=True)
class Item:
    """A project or an issue that the brief names; `day_on` is when it was done, or its last day."""

    town_code: str
    kind: str
    subject_id: str
    subject: str | None
    dept_code: str | None
    day_on: date | None
    status: str | None
    progress_pct: float | None
    told_for: str | None


@dataclass(frozen=True)
class Doubted:
    """A doubtful cell of the month's report; `likely_value` is in % or 万元."""

    town_code: str
    project_id: str
    project_name: str | None
    file_name: str
    sheet: str | None
    row_number: int
    field: str
    column_header: str | None
    code: str
    value: str | None
    likely_value: float | None


@dataclass(frozen=True)
class Month:
    """A closed month as of a moment: `counts` by town, and of the district."""

    month: str
    basis: Basis
    as_of: datetime
    counts: dict[str, Counts]
    reports: tuple[Report, ...]
    items: tuple[Item, ...]
    suspects: tuple[Doubted, ...]

    @property
    def towns(self) -> dict[str, str]:
        """The towns' names at the month's end, by code."""
        return {report.unit_code: report.unit_name for report in self.reports if report.unit_kind == "town"}

    def report_of(self, town_code: str) -> Report | None:
        """The town's own monthly report; None where it owed none."""
        return next(
            (each for each in self.reports if (each.unit_code, each.form) == (town_code, "monthly_report")), None
        )

    def to_bytes(self) -> bytes:
        """Write the figures as JSON, without the moment: the same figures, the same bytes."""
        figures: dict[str, Any] = {
            "month": self.month,
            "counts": {code: asdict(counts) for code, counts in self.counts.items()},
            "reports": [asdict(each) for each in self.reports],
            "items": [asdict(each) for each in self.items],
            "suspects": [asdict(each) for each in self.suspects],
        }
        return json.dumps(figures, ensure_ascii=False, indent=1, default=_text).encode() + b"\n"


def closed_months(marts: duckdb.DuckDBPyConnection) -> dict[str, datetime]:
    """When each month closed that has closed by the run's moment, the earliest first."""
    return dict(sorted(read_distinct(marts, "month_town", ("month", "as_of_at"), basis="cutoff", town_code=DISTRICT)))


def read_month(marts: duckdb.DuckDBPyConnection, month: str, basis: Basis) -> Month | None:
    """Read a month as of its close (`cutoff`) or as of the run (`latest`); None if it has not closed."""
    chosen: dict[str, Any] = {"month": month, "basis": basis}
    moments = read_distinct(marts, "month_town", ("as_of_at",), **chosen)
    if not moments:
        return None
    ((as_of,),) = moments
    counts = read_rows(marts, Counts, "month_town", order_by=("town_code",), **chosen)
    return Month(
        month,
        basis,
        as_of,
        {each.town_code: each for each in counts},
        read_rows(marts, Report, "month_report", order_by=("-unit_kind", "unit_code", "form"), **chosen),
        read_rows(marts, Item, "month_item", order_by=("kind", "day_on", "town_code", "subject_id"), **chosen),
        read_rows(
            marts,
            Doubted,
            "month_suspect",
            order_by=("town_code", "file_name", "row_number", "field", "code"),
            **chosen,
        ),
    )


def _text(value: date | datetime) -> str:
    return value.isoformat()
