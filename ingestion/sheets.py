"""A sheet of cells, from whatever kind of file: what every reader gives and what everything after it works on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from lifecircle.plain import has_unseen, seen


@dataclass(frozen=True)
class BrokenCell:
    """A cell that shows no value a form could take: an Excel error, or a formula whose value was never stored."""

    shown: str
    """As the clerk sees it: #DIV/0!, or the formula."""


Cell = str | float | int | bool | date | datetime | time | timedelta | BrokenCell | None
"""The value of a cell; an empty one is ''."""
Place = tuple[int, int]
"""Row and column, 0 being the first."""


@dataclass(frozen=True)
class Merge:
    """Cells merged into one; the first holds the value.  Rows and columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """A sheet from its first cell on: `rows[i][j]` is Excel's row i + 1, column j + 1.  A CSV is one sheet, unnamed."""

    name: str | None
    rows: list[list[Cell]]
    percentages: frozenset[Place] = frozenset()
    """Cells whose number format is a percentage: 0.856 shown as 86%."""
    merges: tuple[Merge, ...] = ()
    powers: Mapping[Place, int] = field(default_factory=dict)
    """Cells whose number format shows another number: the cell's times 10 to this power."""
    is_from_1904: bool = False
    """Whether its serial numbers of days are counted from 1904."""
    raw_rows: list[list[Cell]] | None = None
    """The rows as typed, where characters that nobody sees were taken out of `rows`."""

    def as_seen(self) -> Sheet:
        """The sheet without the characters that nobody sees; itself where there are none."""
        # one search in all texts at once, since hardly any sheet has one
        if not has_unseen("\n".join({cell for row in self.rows for cell in row if type(cell) is str})):
            return self
        rows = [[seen(cell) if type(cell) is str else cell for cell in row] for row in self.rows]
        return replace(self, rows=rows, raw_rows=self.rows)


_ERROR_AS_TEXT = re.compile(r"#(?:N/A|DIV/0!|GETTING_DATA|[A-Z]{2,16}[!?])")


def is_error_word(text: str) -> bool:
    """Whether a text is what Excel writes for an error cell, of whatever kind, where a file knows texts only."""
    return text.startswith("#") and _ERROR_AS_TEXT.fullmatch(text) is not None


class Workbook(Protocol):
    """A file opened; a sheet is read when it is asked for."""

    @property
    def names(self) -> list[str | None]:
        """The worksheets' names in the workbook's order; chart sheets and the like are none."""

    @property
    def hidden(self) -> frozenset[int]:
        """Which of them are hidden."""

    def sheet(self, index: int) -> Sheet:
        """Read a sheet."""


class UnreadableError(ValueError):
    """The cell cannot be read as its column's type (E02); the message names in Chinese what was expected."""


class RefusedFileError(Exception):
    """The file is not taken: `code` is F01 (unreadable or unsafe) or F03 (over a limit), the message says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


ROWS, COLUMNS = 100_000, 256
"""A cell with a value beyond them is over the limit (docs/contract/submissions.md, F03)."""


def refuse_far_cells(rows: Sequence[Sequence[object]]) -> None:
    """Refuse a sheet that has a value beyond the limits (F03)."""
    if any(cell not in ("", None) for row in rows[ROWS:] for cell in row) or any(
        cell not in ("", None) for row in rows if len(row) > COLUMNS for cell in row[COLUMNS:]
    ):
        raise RefusedFileError("F03", FAR_CELLS)


FAR_CELLS = f"第 {ROWS:,} 行或第 {COLUMNS} 列以外有内容"
