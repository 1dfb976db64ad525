"""Cells that figures were computed from and that a warning casts doubt on (docs/contract/marts.md, suspect_value)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from lifecircle.marts.reading import read_rows


@dataclass(frozen=True)
class Suspect:
    """A doubtful cell in one of the figures that it touches.

    `unit_code` is a town, a department, `district`, `new_city` or `task:3`; `figure` and `likely_value` are in the
    form's unit (% or 万元).  With `is_computed_from` false it is an earlier month's cell, that the figure fell below.
    """

    unit_code: str
    metric_code: str
    project_id: str
    submission_id: str
    file_name: str
    table_name: str
    sheet: str | None
    row_number: int
    field: str
    column_header: str
    code: str
    value: str | None
    figure: float
    likely_value: float | None
    is_computed_from: bool

    @property
    def cell(self) -> tuple[str, str, int, str]:
        """Where it is: submission, table, row, field."""
        return self.submission_id, self.table_name, self.row_number, self.field

    @property
    def is_grave(self) -> bool:
        """Whether it is likely wrong by a whole unit: W02 and W03 are shown on detail pages only."""
        return self.is_computed_from and self.code in ("W01", "W05")

    @property
    def is_money(self) -> bool:
        """Whether it tells of investment, in 万元; else of progress, in %."""
        return self.field == "ytd_investment"


@dataclass(frozen=True)
class Doubt:
    """A doubtful cell with all that it touches: the metrics of units, in the order of their codes."""

    suspect: Suspect
    touched: tuple[tuple[str, str], ...]
    """(unit, metric)."""


def read_suspects(connection: duckdb.DuckDBPyConnection, quarter: str, basis: str) -> tuple[Suspect, ...]:
    """Read the doubtful cells, those with a likely value first."""
    found = read_rows(
        connection,
        Suspect,
        "suspect_value",
        order_by=("file_name", "row_number", "field", "code", "unit_code", "metric_code"),
        quarter=quarter,
        basis=basis,
    )
    return tuple(sorted(found, key=lambda each: each.likely_value is None))


def doubts_of(suspects: Iterable[Suspect]) -> tuple[Doubt, ...]:
    """Put the figures that a cell touches together; of a cell with several codes the one with a likely value."""
    touched: dict[tuple[str, str, int, str], list[tuple[str, str]]] = {}
    first: dict[tuple[str, str, int, str], Suspect] = {}
    for suspect in suspects:
        first.setdefault(suspect.cell, suspect)
        figure = (suspect.unit_code, suspect.metric_code)
        of_cell = touched.setdefault(suspect.cell, [])
        if figure not in of_cell:
            of_cell.append(figure)
    return tuple(Doubt(suspect, tuple(touched[cell])) for cell, suspect in first.items())
