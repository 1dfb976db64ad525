"""A sheet as a person leaves it, in whatever program: cells, merges, what is hidden, what is only formatted."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulation.files.cells import Written

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""


@dataclass(frozen=True)
class Ink:
    """The value of a cell, and its look."""

    value: Written = None
    is_percent: bool = False
    """The number format is a percentage: 0.85 is shown as 85%."""
    formula: str | None = None
    """The formula whose stored value is `value`; None as value: the program stored nothing."""
    is_error: bool = False
    """The value is an error of the program, such as #DIV/0!."""


Line = list[Ink | None]


@dataclass
class Page:
    """A sheet.  Where cells are merged each holds its value, so that a text file, which has no merges, has them all."""

    title: str
    lines: list[Line] = field(default_factory=list)
    headers: set[int] = field(default_factory=set)
    """The rows that look like headers."""
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formatted_rows: int = 0
    """So many empty rows below the last one have borders."""
    far_cell: tuple[int, int] | None = None
    """A cell that somebody filled by accident, far below or far to the right."""

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(line) for line in self.lines), default=0)

    def covered(self) -> set[tuple[int, int]]:
        """The cells that a merge hides: all but its first."""
        return {
            (row, column)
            for top, left, bottom, right in self.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }
