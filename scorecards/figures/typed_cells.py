"""The cells of submitted rows as they were typed, and the columns that they stand in."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from lifecircle.cell_names import column_letters
from lifecircle.forms import load_tables
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed

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
