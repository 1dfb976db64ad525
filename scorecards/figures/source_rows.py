"""The submitted rows that a figure was made from, with their cells as they were typed.

Source: docs/contract/assessment.md, Evidence.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import duckdb

from lifecircle.forms import load_forms
from lifecircle.home import Home
from lifecircle.marts.reading import read_rows
from scorecards.figures.typed_cells import Column, read_cells, read_columns


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
