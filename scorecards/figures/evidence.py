"""The rows behind every metric of a quarter, read in one go (docs/contract/assessment.md, Evidence)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from lifecircle.calendar import CHINA
from lifecircle.home import Home
from scorecards.figures.explained import Item
from scorecards.figures.issue_rows import read_issue_rows
from scorecards.figures.source_rows import SourceRow, read_cells, read_columns


@dataclass(frozen=True)
class Evidence:
    """The items of every metric and adjustment, with the submitted rows that each was made from."""

    items: Mapping[tuple[str, str], tuple[Item, ...]]
    """(unit, metric) -> its items."""
    columns: Mapping[tuple[str, str], Mapping[str, str]]
    """(submission, table) -> header -> the column's letters in the file; empty where landing did not note it."""

    issues: Mapping[tuple[str, str], SourceRow] = field(default_factory=dict)
    """(town, issue) -> its row, of each issue on the supervision list."""
    returned: Mapping[tuple[str, str | None, int | None], str] = field(default_factory=dict)
    """(submission, sheet, row) -> why the row was sent back, of the rows that R3 counts."""

    def of(self, unit_code: str, metric_code: str) -> tuple[Item, ...]:
        """The items of a unit's metric; none where a unit owed something and did not file it."""
        return self.items.get((unit_code, metric_code), ())


def read_evidence(connection: duckdb.DuckDBPyConnection, home: Home, quarter: str, basis: str) -> Evidence:
    """Read the quarter's items with their rows and the cells of these as typed; contacts are never read."""
    rows = _read_rows(connection, home, quarter, basis)
    items: dict[tuple[str, str], list[Item]] = defaultdict(list)
    found = connection.execute(
        """
        select unit_code, metric_code, item_id, item_name, numerator, denominator from marts.metric_item
        where quarter = ? and basis = ? order by unit_code, metric_code, item_id
        """,
        [quarter, basis],
    ).fetchall()
    for unit, metric, item_id, name, numerator, denominator in found:
        of_item = tuple(rows.get((unit, metric, item_id), ()))
        items[unit, metric].append(Item(item_id, name, numerator, denominator, of_item))
    wanted = {(row.submission_id, row.table) for of_item in rows.values() for row in of_item if row.table is not None}
    return Evidence(
        {key: tuple(of_metric) for key, of_metric in items.items()},
        read_columns(home, wanted),
        read_issue_rows(connection, home, quarter, basis),
        _read_returned(connection, quarter, basis),
    )


def _read_returned(
    connection: duckdb.DuckDBPyConnection, quarter: str, basis: str
) -> dict[tuple[str, str | None, int | None], str]:
    found = connection.execute(
        """
        select submission_id, sheet, row_number, string_agg(message, '' order by code, field, message)
        from marts.fct_finding
        where
            severity = 'error'
            and submission_id in (
                select submission_id from marts.metric_item_evidence
                where quarter = ? and basis = ? and metric_code = 'R3'
            )
        group by submission_id, sheet, row_number
        """,
        [quarter, basis],
    ).fetchall()
    return {(submission_id, sheet, row_number): said for submission_id, sheet, row_number, said in found}


def _read_rows(
    connection: duckdb.DuckDBPyConnection, home: Home, quarter: str, basis: str
) -> dict[tuple[str, str, str], list[SourceRow]]:
    found = connection.execute(
        """
        select
            evidence.unit_code, metric_code, item_id, table_name, sheet, row_number,
            submissions.submission_id, submissions.form, submissions.file_name, submissions.received_at,
            submissions.period
        from marts.metric_item_evidence as evidence
        inner join marts.fct_submission as submissions using (submission_id)
        where quarter = ? and basis = ?
        order by all
        """,
        [quarter, basis],
    ).fetchall()
    wanted: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for _, _, _, table, _, row_number, submission_id, *_ in found:
        if table is not None:
            wanted[table].add((submission_id, row_number))
    cells = {table: read_cells(home, table, places) for table, places in wanted.items()}
    rows: dict[tuple[str, str, str], list[SourceRow]] = defaultdict(list)
    shared: dict[tuple[str, int | None], SourceRow] = {}
    for unit, metric, item_id, table, sheet, row_number, submission_id, form, file_name, received_at, period in found:
        place = (submission_id, row_number)
        if (row := shared.get(place)) is None or row.table != table or row.sheet != sheet:
            typed = cells[table].get(place, {}) if table is not None else {}
            received = received_at.astimezone(CHINA)
            row = SourceRow(submission_id, form, file_name, received, table, sheet, row_number, typed, period)
            shared[place] = row
        rows[unit, metric, item_id].append(row)
    return rows
