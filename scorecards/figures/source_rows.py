"""The submitted rows that a figure was made from, with their cells as they were typed.

Source: docs/contract/assessment.md, Evidence.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb

from lifecircle.cell_names import column_letters
from lifecircle.forms import load_forms, load_tables
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.marts.reading import read_rows

_READINGS_SHOWN = frozenset({"date", "percent", "money_wan", "money_yuan", "number", "int", "enum"})
"""Of these a clerk may write what reads otherwise; codes of units and types are known by their names."""
_READING = re.compile(r"（读作 (.*)）$")


_SUBJECTS = {
    "plan_projects": "project_id",
    "project_progress": "project_id",
    "disbursement_ledger": "project_id",
    "facility_ledger": "facility_type",
}
"""Table -> the field that says which part of a figure a row belongs to."""


@dataclass(frozen=True)
class Column:
    """A column as the file has it: its own header, which may differ from the form's, and its letters."""

    header: str
    letters: str


@dataclass(frozen=True)
class SourceRow:
    """A row of a submission, or with `row_number` None the submission as a whole.

    `sheet` is None for a CSV file; `cells` are the row's cells by the form's header, as typed, blank ones left out;
    `columns` are the file's own by the same headers, where landing noted them.
    """

    submission_id: str
    form: str
    file_name: str
    received_at: datetime
    table: str | None
    sheet: str | None
    row_number: int | None
    cells: Mapping[str, str]
    period: str | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    subject: str | None = None
    """The project or type of facility that it tells of."""

    @property
    def form_title(self) -> str:
        """What the form is called."""
        return load_forms()[self.form].title

    @property
    def place(self) -> tuple[str, str | None, int | None]:
        """What tells it from other rows: submission, table, row."""
        return self.submission_id, self.table, self.row_number


@dataclass(frozen=True)
class _File:
    submission_id: str
    form: str
    file_name: str
    received_at: datetime
    period: str | None


@dataclass(frozen=True)
class _Trace:
    """A row behind an item of a unit's metric; table, sheet and row are None for a submission as a whole."""

    unit_code: str
    metric_code: str
    item_id: str
    submission_id: str
    table_name: str | None
    sheet: str | None
    row_number: int | None

    @property
    def of(self) -> tuple[str, ...]:
        return self.unit_code, self.metric_code, self.item_id


@dataclass(frozen=True)
class _FigureTrace:
    """A row behind a figure beside the cards."""

    scope: str
    figure: str
    submission_id: str
    table_name: str | None
    sheet: str | None
    row_number: int | None

    @property
    def of(self) -> tuple[str, ...]:
        return self.scope, self.figure


SourceRows = Mapping[tuple[str, ...], tuple[SourceRow, ...]]
"""(unit, metric or adjustment, item), or (scope, figure) beside the cards -> the rows behind it."""


def read_source_rows(
    connection: duckdb.DuckDBPyConnection, home: Home, quarter: str, basis: str, **chosen: Any
) -> SourceRows:
    """Read the rows behind the items of metrics, plans before reports, in the order of the file.

    Covers are never read: they hold contacts.  A row behind several items is one value.

    Args:
        connection: to a snapshot.
        home: with the landed rows.
        quarter: as `2024Q1`.
        basis: `cutoff` or `latest`.
        chosen: `unit_code` and `metric_code`, where not all are wanted.
    """
    traces = read_rows(connection, _Trace, "metric_item_evidence", quarter=quarter, basis=basis, **chosen)
    return _read_traced(connection, home, traces)


def read_all_source_rows(connection: duckdb.DuckDBPyConnection, home: Home, quarter: str, basis: str) -> SourceRows:
    """Read the rows behind all figures of a quarter: those of the cards (as `read_source_rows`) and those beside."""
    of_cards = read_rows(connection, _Trace, "metric_item_evidence", quarter=quarter, basis=basis)
    beside = read_rows(connection, _FigureTrace, "figure_evidence", quarter=quarter, basis=basis)
    return _read_traced(connection, home, (*of_cards, *beside))


def _read_traced(
    connection: duckdb.DuckDBPyConnection, home: Home, traces: Sequence[_Trace | _FigureTrace]
) -> SourceRows:
    files = {file.submission_id: file for file in read_rows(connection, _File, "fct_submission")}
    wanted: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for trace in traces:
        if trace.table_name is not None and trace.row_number is not None:
            wanted[trace.table_name].add((trace.submission_id, trace.row_number))
    cells = {table: read_cells(home, table, places) for table, places in wanted.items()}
    sheets = {(submission, table) for table, places in wanted.items() for submission, _ in places}
    columns = read_columns(home, sheets)
    made: dict[tuple[str, str | None, int | None], SourceRow] = {}
    rows: dict[tuple[str, ...], list[SourceRow]] = defaultdict(list)
    for trace in traces:
        place = (trace.submission_id, trace.table_name, trace.row_number)
        if place not in made:
            made[place] = _source_row(trace, files[trace.submission_id], cells, columns)
        rows[trace.of].append(made[place])
    return {key: tuple(sorted(of_item, key=_in_order)) for key, of_item in rows.items()}


def _source_row(
    trace: _Trace | _FigureTrace,
    file: _File,
    cells: Mapping[str, Mapping[tuple[str, int], tuple[dict[str, str], str | None]]],
    columns: Mapping[tuple[str, str], Mapping[str, Column]],
) -> SourceRow:
    typed: Mapping[str, str] = {}
    subject = None
    if trace.table_name is not None and trace.row_number is not None:
        typed, subject = cells[trace.table_name].get((trace.submission_id, trace.row_number), ({}, None))
    return SourceRow(
        file.submission_id,
        file.form,
        file.file_name,
        file.received_at,
        trace.table_name,
        trace.sheet,
        trace.row_number,
        typed,
        file.period,
        columns.get((trace.submission_id, trace.table_name or ""), {}),
        subject,
    )


def _in_order(row: SourceRow) -> tuple[str, datetime, str, str, int]:
    # a submission as a whole comes after its rows
    whole = chr(sys.maxunicode)
    return row.table or whole, row.received_at, row.file_name, row.sheet or "", row.row_number or 0


def read_cells(
    home: Home, table: str, places: Set[tuple[str, int]]
) -> dict[tuple[str, int], tuple[dict[str, str], str | None]]:
    """Read rows: (submission, row number) -> header -> text as typed, blank ones left out; and the row's subject.

    Where a cell was read as something that does not look like it, that is said too: `45283（读作 2023-12-24）`.
    """
    if not places:
        return {}
    columns = load_tables()[table].columns
    shown = [name for name, column in columns.items() if column.type in _READINGS_SHOWN]
    subject = _SUBJECTS.get(table)
    read = dict.fromkeys(["submission_id", "row_number", "raw", *shown, *([subject] if subject else [])])
    submissions = sorted({submission_id for submission_id, _ in places})
    landed = read_landed(home, table, list(read), submissions)
    found: dict[tuple[str, int], tuple[dict[str, str], str | None]] = {}
    for row in landed.to_pylist():
        key = (row["submission_id"], row["row_number"])
        if key in places:
            cells = {
                columns[name].header: _with_reading(text, row[name] if name in shown else None)
                for name, text in json.loads(row["raw"]).items()
                if name in columns
            }
            found[key] = cells, row[subject] if subject else None
    return found


def as_read(text: str) -> str:
    """What a cell's text, as `read_cells` gives it, was read as."""
    reading = _READING.search(text)
    return reading[1] if reading else text


def _with_reading(text: str, value: str | float | date | None) -> str:
    if value is None or text == str(value):
        return text
    if isinstance(value, float | int):
        try:
            if float(text.replace(",", "")) == value:
                return text
        except ValueError:
            pass  # with a unit, or in other digits
        return f"{text}（读作 {value:.10g}）"
    return f"{text}（读作 {value}）"


def read_columns(home: Home, wanted: Set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Column]]:
    """Read the columns of sheets: (submission, table) -> the form's header -> the file's own column."""
    if not wanted:
        return {}
    fields = ["submission_id", "table_name", "field", "column_number", "column_header"]
    landed = read_landed(home, "sheet_columns", fields, {submission_id for submission_id, _ in wanted})
    columns: dict[tuple[str, str], dict[str, Column]] = defaultdict(dict)
    for row in landed.to_pylist():
        if (row["submission_id"], row["table_name"]) in wanted:
            header = load_tables()[row["table_name"]].columns[row["field"]].header
            own = " ".join((row["column_header"] or header).split())
            columns[row["submission_id"], row["table_name"]][header] = Column(own, column_letters(row["column_number"]))
    return dict(columns)
