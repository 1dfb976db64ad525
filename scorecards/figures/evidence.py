"""The rows behind every metric of a quarter, read in one go (docs/contract/assessment.md, Evidence)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from lifecircle.forms import load_tables
from lifecircle.home import Home
from lifecircle.marts.reading import read_distinct, read_rows
from scorecards.figures.explained import Item
from scorecards.figures.source_rows import SourceRow, read_all_source_rows
from scorecards.figures.suspects import Suspect
from scorecards.figures.typed_cells import Column, read_columns


@dataclass(frozen=True)
class Evidence:
    """The items of every metric and adjustment, with the submitted rows that each was made from."""

    items: Mapping[tuple[str, str], tuple[Item, ...]]
    """(unit, metric) -> its items."""
    beside: Mapping[tuple[str, ...], tuple[SourceRow, ...]]
    """(scope, figure) -> the rows behind a figure beside the cards (docs/contract/marts.md, figure_evidence)."""

    columns: Mapping[tuple[str, str], Mapping[str, Column]] = field(default_factory=dict)
    """(submission, table) -> the form's header -> the file's own column, where a cell is doubtful."""
    returned: Mapping[tuple[str, str | None, int | None], str] = field(default_factory=dict)
    """(submission, sheet, row) -> why the row was sent back, of the rows that R3 counts."""

    def of_metric(self, unit_code: str, metric_code: str) -> tuple[Item, ...]:
        """The items of a unit's metric; none where a unit owed something and did not file it."""
        return self.items.get((unit_code, metric_code), ())

    def own_header(self, suspect: Suspect) -> str:
        """The header that a doubtful cell stands under in its file, with the column's letters; else the form's."""
        header = load_tables()[suspect.table_name].columns[suspect.field].header
        column = self.columns.get((suspect.submission_id, suspect.table_name), {}).get(header)
        return header if column is None else f"{column.header}（{column.letters}列）"

    def of_figure(self, scope: str, *figures: str) -> tuple[SourceRow, ...]:
        """The rows behind figures of a scope, each once."""
        rows = {row.place: row for figure in figures for row in self.beside.get((scope, figure), ())}
        return tuple(rows.values())


@dataclass(frozen=True)
class _Item:
    unit_code: str
    metric_code: str
    item_id: str
    item_name: str | None
    numerator: float
    denominator: float | None


@dataclass(frozen=True)
class _Returned:
    submission_id: str
    sheet: str | None
    row_number: int | None
    message: str


def read_evidence(connection: duckdb.DuckDBPyConnection, home: Home, quarter: str, basis: str) -> Evidence:
    """Read the quarter's items with their rows and the cells of these as typed; contacts are never read."""
    place: dict[str, Any] = {"quarter": quarter, "basis": basis}
    rows = read_all_source_rows(connection, home, quarter, basis)
    order = ("unit_code", "metric_code", "item_id")
    items: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in read_rows(connection, _Item, "metric_item", order_by=order, **place):
        of_item = rows.get((item.unit_code, item.metric_code, item.item_id), ())
        items[item.unit_code, item.metric_code].append(
            Item(item.item_id, item.item_name, item.numerator, item.denominator, of_item)
        )
    accuracy = (of_key for key, of_key in rows.items() if len(key) == 3 and key[1] == "R3")
    return Evidence(
        {key: tuple(of_metric) for key, of_metric in items.items()},
        {key: of_key for key, of_key in rows.items() if len(key) == 2},
        read_columns(home, read_distinct(connection, "suspect_value", ("submission_id", "table_name"), **place)),
        _read_returned(connection, {row.submission_id for of_item in accuracy for row in of_item}),
    )


def _read_returned(
    connection: duckdb.DuckDBPyConnection, submission_ids: set[str]
) -> dict[tuple[str, str | None, int | None], str]:
    found = read_rows(
        connection,
        _Returned,
        "fct_finding",
        order_by=("code", "field", "message"),
        severity="error",
        submission_id=submission_ids,
    )
    messages: dict[tuple[str, str | None, int | None], str] = defaultdict(str)
    for finding in found:
        messages[finding.submission_id, finding.sheet, finding.row_number] += finding.message
    return dict(messages)
