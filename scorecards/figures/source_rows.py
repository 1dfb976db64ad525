"""The submitted rows that a figure was made from, with their cells as they were typed.

Source: docs/contract/assessment.md, Evidence.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lifecircle.calendar import CHINA
from lifecircle.cell_names import column_letters
from lifecircle.forms import load_forms, load_tables
from lifecircle.home import Home
from lifecircle.landed import SHEET_COLUMNS, row_schema

_READINGS_SHOWN = frozenset({"date", "percent", "money_wan", "money_yuan", "number", "int", "enum"})
"""Of these a clerk may write what reads otherwise; codes of units and types are known by their names."""
_READING = re.compile(r"（读作 (.*)）$")


@dataclass(frozen=True)
class SourceRow:
    """A row of a submission, or with `row_number` None the submission as a whole.

    `sheet` is None for a CSV file; `cells` are the row's cells by their header, as typed, blank ones left out.
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

    @property
    def form_title(self) -> str:
        """What the form is called."""
        return load_forms()[self.form].title


def read_source_rows(
    connection: duckdb.DuckDBPyConnection, home: Home, quarter: str, basis: str, unit_code: str, metric_code: str
) -> dict[str, tuple[SourceRow, ...]]:
    """Read the rows behind each item of a metric: item id -> its rows, plans before reports, in the order of the file.

    Covers are never read: they hold contacts.
    """
    found = connection.execute(
        """
        select
            evidence.item_id, evidence.table_name, evidence.sheet, evidence.row_number,
            submissions.submission_id, submissions.form, submissions.file_name, submissions.received_at
        from marts.metric_item_evidence as evidence
        inner join marts.fct_submission as submissions using (submission_id)
        where quarter = ? and basis = ? and evidence.unit_code = ? and metric_code = ?
        order by item_id, table_name, received_at, file_name, row_number
        """,
        [quarter, basis, unit_code, metric_code],
    ).fetchall()
    wanted: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for _, table, _, row_number, submission_id, *_ in found:
        if table is not None:
            wanted[table].add((submission_id, row_number))
    cells = {table: read_cells(home, table, places) for table, places in wanted.items()}
    rows: dict[str, list[SourceRow]] = defaultdict(list)
    for item_id, table, sheet, row_number, submission_id, form, file_name, received_at in found:
        typed = cells[table].get((submission_id, row_number), {}) if table is not None else {}
        received = received_at.astimezone(CHINA)
        rows[item_id].append(SourceRow(submission_id, form, file_name, received, table, sheet, row_number, typed))
    return {item_id: tuple(of_item) for item_id, of_item in rows.items()}


def read_cells(home: Home, table: str, places: Set[tuple[str, int]]) -> dict[tuple[str, int], dict[str, str]]:
    """Read the cells of rows as typed: (submission, row number) -> header -> text, blank ones left out.

    Where a cell was read as something that does not look like it, that is said too: `45283（读作 2023-12-24）`.
    """
    files = [str(path) for path in sorted((home.landed / table).glob("*.parquet"))]
    if not files or not places:
        return {}
    columns = load_tables()[table].columns
    shown = [field for field, column in columns.items() if column.type in _READINGS_SHOWN]
    submissions = sorted({submission_id for submission_id, _ in places})
    landed = ds.dataset(files, schema=row_schema(table)).to_table(
        columns=["submission_id", "row_number", "raw", *shown], filter=pc.field("submission_id").isin(submissions)
    )
    found: dict[tuple[str, int], dict[str, str]] = {}
    for row in landed.to_pylist():
        key = (row["submission_id"], row["row_number"])
        if key in places:
            found[key] = {
                columns[field].header: _with_reading(text, row.get(field))
                for field, text in json.loads(row["raw"]).items()
                if field in columns
            }
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


def read_columns(home: Home, wanted: Set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Read where the columns of sheets stand: (submission, table) -> header -> letters, as `E`."""
    files = [str(path) for path in sorted((home.landed / "sheet_columns").glob("*.parquet"))]
    if not files or not wanted:
        return {}
    submissions = sorted({submission_id for submission_id, _ in wanted})
    landed = ds.dataset(files, schema=SHEET_COLUMNS).to_table(
        columns=["submission_id", "table_name", "field", "column_number"],
        filter=pc.field("submission_id").isin(submissions),
    )
    columns: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in landed.to_pylist():
        if (row["submission_id"], row["table_name"]) in wanted:
            header = load_tables()[row["table_name"]].columns[row["field"]].header
            columns[row["submission_id"], row["table_name"]][header] = column_letters(row["column_number"])
    return dict(columns)
