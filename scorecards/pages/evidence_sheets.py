"""The rows behind figures laid out for reading: those of each file together, and a link to each from what they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lifecircle.forms import load_tables
from lifecircle.wording import likely_words, period_name
from scorecards.figures.deciding_fields import deciding_headers
from scorecards.figures.source_rows import SourceRow
from scorecards.figures.suspects import Suspect

_File = tuple[str, str | None]
_Place = tuple[str, str | None, int | None]
_MOST_REFERENCES = 6
_ROWS_A_PAGE = 2000
"""So that a page weighs less than 1 MB."""


@dataclass(frozen=True)
class Reference:
    """A link to a row, or to all rows of a file."""

    address: str
    words: str


@dataclass(frozen=True)
class Cell:
    """A cell as typed, None if it is blank; `doubt` says what a doubtful one is likely meant to be."""

    text: str | None
    doubt: str | None = None


@dataclass(frozen=True)
class ShownRow:
    """A row of a file: its number as Excel shows it, and its cells."""

    anchor: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet of a file that figures were made from; without rows the file as a whole."""

    page: int
    anchor: str
    submission_id: str
    file_name: str
    sheet: str | None
    form_title: str
    received_at: datetime
    headers: tuple[tuple[str, str | None], ...]
    """The file's own header (the form's where it is not known), and the column's letters where they are known."""
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class LaidOut:
    """The sheets of a page of evidence (or of several, where they are long), and where each row stands."""

    sheets: tuple[Sheet, ...]
    addresses: Mapping[_Place, str]

    @property
    def pages(self) -> int:
        """How many pages they take."""
        return max((sheet.page for sheet in self.sheets), default=1)

    def references(self, rows: Iterable[SourceRow]) -> tuple[Reference, ...]:
        """Link to each row, or where there are many, to the files with their counts."""
        places = list(dict.fromkeys((row.place, _title(row)) for row in rows))
        if len(places) <= _MOST_REFERENCES:
            return tuple(
                Reference(self.addresses[place], form if place[2] is None else f"{form} 第{place[2]}行")
                for place, form in places
            )
        counts = Counter((place[:2], form) for place, form in places)
        return tuple(
            Reference(self.addresses[*file, None], f"{form}（{count}行）") for (file, form), count in counts.items()
        )


def page_name(name: str, page: int) -> str:
    """Name a page of evidence; long evidence has several."""
    return f"{name}.html" if page == 1 else f"{name}-{page}.html"


def lay_out(
    name: str,
    figure: str,
    of_items: Iterable[Iterable[SourceRow]],
    suspects: Iterable[Suspect] = (),
    returned: Mapping[_Place, str] | None = None,
) -> LaidOut:
    """Lay out the rows of a figure's items in the order of receipt.

    Args:
        name: of the pages, without their ending.
        figure: which columns decide (`deciding_headers`).
        of_items: the rows of each item.
        suspects: the doubtful cells of the quarter.
        returned: (submission, sheet, row) -> why a row was not taken, if that is to be shown beside each.
    """
    rows = sorted({row.place: row for of_item in of_items for row in of_item}.values(), key=_in_order)
    files = {file: f"f{number}" for number, file in enumerate(dict.fromkeys(map(_file, rows)), 1)}
    parts: dict[tuple[int, _File], list[SourceRow]] = {}
    addresses: dict[_Place, str] = {}
    for number, row in enumerate(rows):
        page, file = 1 + number // _ROWS_A_PAGE, _file(row)
        parts.setdefault((page, file), []).append(row)
        address = ("" if page == 1 else page_name(name, page)) + f"#{files[file]}"
        addresses.setdefault((*file, None), address)
        addresses[row.place] = address if row.row_number is None else f"{address}-{row.row_number}"
    doubts = {
        (*suspect.cell[:3], load_tables()[suspect.table_name].columns[suspect.field].header): likely_words(
            suspect.likely_value, suspect.is_money
        )
        for suspect in reversed(tuple(suspects))
    }
    sheets = (_sheet(page, files[file], part, figure, doubts, returned) for (page, file), part in parts.items())
    return LaidOut(tuple(sheets), addresses)


def _sheet(
    page: int,
    anchor: str,
    rows: list[SourceRow],
    figure: str,
    doubts: Mapping[tuple[str, str, int, str], str],
    returned: Mapping[_Place, str] | None,
) -> Sheet:
    first = rows[0]
    headers = deciding_headers(figure, first.table) if first.table is not None else ()
    own = [first.columns.get(header) for header in headers]
    columns = [
        (column.header, column.letters) if column else (header, None)
        for header, column in zip(headers, own, strict=True)
    ]
    shown = []
    for row in rows:
        if row.row_number is None:
            continue
        cells = [
            Cell(row.cells.get(header), doubts.get((row.submission_id, row.table or "", row.row_number, header)))
            for header in headers
        ]
        if returned is not None:
            cells.append(Cell(returned.get((row.submission_id, row.sheet, row.row_number), "通过")))
        shown.append(ShownRow(f"{anchor}-{row.row_number}", row.row_number, tuple(cells)))
    if returned is not None:
        columns.append(("校验", None))
    return Sheet(
        page,
        anchor,
        first.submission_id,
        first.file_name,
        first.sheet,
        first.form_title,
        first.received_at,
        tuple(columns),
        tuple(shown),
    )


def _title(row: SourceRow) -> str:
    """Name a file by its form and period; a blueprint's version tells nothing."""
    period = period_name(row.period) if row.period and row.form != "blueprint" else ""
    return f"{row.form_title}{period}"


def _in_order(row: SourceRow) -> tuple[datetime, str, str, int]:
    return row.received_at, row.file_name, row.table or "", row.row_number or 0


def _file(row: SourceRow) -> _File:
    return row.submission_id, row.table
