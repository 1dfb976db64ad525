"""What a sheet of the workbook consists of, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from lifecircle.wording import NOT_APPLICABLE

HEAD_ROW = 2
"""Of every sheet, from 0: its title and its note are above."""

FIRST_ROW = HEAD_ROW + 1

BLUE_MARK = "◆"
"""The shape that the pages give to blue."""

Cell: TypeAlias = str | int | float | date | datetime | None
"""None is written as the column's `absent`: missing is a word, never 0."""

Kind = Literal[
    "text",
    "long",
    "whole",
    "score",
    "change",
    "places",
    "ratio",
    "percent",
    "money",
    "figure",
    "day",
    "moment",
    "light",
    "icon",
]
"""How a column is written: `ratio` is in [0, 1], `percent` in [0, 100]; `light` is a word, `icon` its traffic light."""


@dataclass(frozen=True)
class Column:
    """A column: its header, how it is written, its width in characters, and the word for what is missing."""

    header: str
    kind: Kind = "text"
    width: float = 12
    absent: str = NOT_APPLICABLE
    bar_to: float | None = None
    """Draw data bars from 0 to this."""
    is_heat: bool = False
    """Colour by the steps of the pages' heat map."""


@dataclass(frozen=True)
class Series:
    """A line of a chart, or its bars of one colour: a column of the sheet, or with `row` that row from `column` on."""

    column: int
    colour: str | None = None
    row: int | None = None


@dataclass(frozen=True)
class Chart:
    """A chart below a sheet's table; `labels` is the column that names the points, `height` is in pixels."""

    kind: Literal["bar", "stacked bar", "column", "line"]
    title: str
    labels: int
    series: tuple[Series, ...]
    height: int = 380
    number_format: str = "0"
    highest: float | None = None
    labelled: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet with one table: a title, a note, a head row, rows, and perhaps a chart."""

    sheet: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    frozen: int = 1
    """How many columns stay in sight."""
    tab: str = "#9B1C1C"
    empty: str = "本季没有。"
    """What is said instead of rows."""
    chart: Chart | None = None
    trends: Trends | None = None

    @property
    def is_wide(self) -> bool:
        """Whether it is printed across."""
        return sum(column.width for column in self.columns) > 125


@dataclass(frozen=True)
class Trends:
    """A last column of small trends, each of a row of another sheet from its second column on."""

    header: str
    sheet: str
    points: int
    row_numbers: tuple[int, ...]
    """For each row here, the row's number there."""
