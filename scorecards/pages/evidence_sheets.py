"""A metric's evidence laid out for reading: its items, and the rows of each file together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lifecircle.wording import month_name
from scorecards.figures.evidence import Evidence
from scorecards.figures.explained import Item
from scorecards.figures.quality import form_title
from scorecards.figures.quarter import Quarter
from scorecards.figures.source_rows import SourceRow
from scorecards.pages.evidence_fields import shown_headers

_File = tuple[str, str | None]
_MOST_REFERENCES = 6
_ROWS_A_PAGE = 2000
"""So that a page weighs less than 1 MB."""


@dataclass(frozen=True)
class Reference:
    """A link from an item to a row, or to all its rows in a file."""

    address: str
    words: str


@dataclass(frozen=True)
class ShownItem:
    """An item under the name that a reader knows it by."""

    title: str
    numerator: float
    denominator: float | None
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class ShownRow:
    """A row of a file: its number as Excel shows it, and its cells as typed; None is a blank one."""

    anchor: str
    number: int
    cells: tuple[str | None, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet of a file that a metric was made from; without rows the file as a whole."""

    page: int
    anchor: str
    submission_id: str
    file_name: str
    sheet: str | None
    form_title: str
    received_at: datetime
    headers: tuple[tuple[str, str | None], ...]
    """Header, and the column's letters where they are known."""
    rows: tuple[ShownRow, ...]


def page_name(unit_code: str, code: str, page: int) -> str:
    """Name a page of a metric's evidence; long evidence has several."""
    return f"{unit_code}-{code}.html" if page == 1 else f"{unit_code}-{code}-{page}.html"


def lay_out(
    quarter: Quarter, evidence: Evidence, unit_code: str, code: str
) -> tuple[tuple[ShownItem, ...], tuple[Sheet, ...]]:
    """Lay out the items of a unit's metric, and the sheets that they are from, in the order of receipt."""
    items = evidence.of_metric(unit_code, code)
    rows = sorted({_place(row): row for item in items for row in item.rows}.values(), key=_in_order)
    files = {file: f"f{number}" for number, file in enumerate(dict.fromkeys(map(_file, rows)), 1)}
    parts: dict[tuple[int, _File], list[SourceRow]] = {}
    addresses: dict[tuple[str, str | None, int | None], str] = {}
    for number, row in enumerate(rows):
        page, file = 1 + number // _ROWS_A_PAGE, _file(row)
        parts.setdefault((page, file), []).append(row)
        address = ("" if page == 1 else page_name(unit_code, code, page)) + f"#{files[file]}"
        addresses.setdefault((*file, None), address)
        addresses[_place(row)] = address if row.row_number is None else f"{address}-{row.row_number}"
    returned = evidence.returned if code == "R3" else None
    sheets = tuple(_sheet(page, files[file], part, evidence, code, returned) for (page, file), part in parts.items())
    shown = tuple(
        ShownItem(item_title(quarter, item, code), item.numerator, item.denominator, _references(item, addresses))
        for item in items
    )
    return shown, sheets


def item_title(quarter: Quarter, item: Item, code: str) -> str:
    """Name an item as readers know it."""
    item_id, _, rest = item.item_id.partition("/")
    if code in ("R1", "R2", "R3"):
        return month_name(item.item_id) + (f"（{item.name}）" if item.name else "")
    if code in ("S1", "K4"):
        return f"{quarter.names.get(item_id, item_id)} {rest}"
    if code in ("S2", "S3"):
        dept, _, facility = rest.partition("/")
        return f"{month_name(item_id)} {quarter.names.get(dept, dept)} 设施 {facility}"
    if code == "A2":
        return f"{quarter.names.get(item_id, item_id)} {rest}"
    if code == "K1":
        return f"{form_title(item_id)} {month_name(rest)}"
    if code in ("K2", "C1"):
        return item.name or item.item_id
    return f"{item.item_id.replace('+', ' 与 ')} {item.name or ''}".strip()


def _sheet(
    page: int,
    anchor: str,
    rows: list[SourceRow],
    evidence: Evidence,
    code: str,
    returned: Mapping[tuple[str, str | None, int | None], str] | None,
) -> Sheet:
    first = rows[0]
    headers = shown_headers(code, first.table) if first.table is not None else ()
    letters: Mapping[str, str] = evidence.columns.get((first.submission_id, first.table or ""), {})
    columns: list[tuple[str, str | None]] = [(header, letters.get(header)) for header in headers]
    if returned is not None:
        columns.append(("校验", None))
    shown = []
    for row in rows:
        if row.row_number is not None:
            cells = [row.cells.get(header) for header in headers]
            if returned is not None:
                cells.append(returned.get((row.submission_id, row.sheet, row.row_number), "通过"))
            shown.append(ShownRow(f"{anchor}-{row.row_number}", row.row_number, tuple(cells)))
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


def _references(item: Item, addresses: Mapping[tuple[str, str | None, int | None], str]) -> tuple[Reference, ...]:
    """Link to each row, or where there are many, to the files with their counts."""
    places = list(dict.fromkeys((_place(row), _title(row)) for row in item.rows))
    if len(places) <= _MOST_REFERENCES:
        return tuple(
            Reference(addresses[place], form if place[2] is None else f"{form} 第{place[2]}行")
            for place, form in places
        )
    counts = Counter((place[:2], form) for place, form in places)
    return tuple(Reference(addresses[*file, None], f"{form}（{count}行）") for (file, form), count in counts.items())


def _title(row: SourceRow) -> str:
    """Name a file by its form and period; a blueprint's version tells nothing."""
    return row.form_title if row.form == "blueprint" else f"{row.form_title}{row.period or ''}"


def _in_order(row: SourceRow) -> tuple[datetime, str, str, int]:
    return row.received_at, row.file_name, row.table or "", row.row_number or 0


def _file(row: SourceRow) -> _File:
    return row.submission_id, row.table


def _place(row: SourceRow) -> tuple[str, str | None, int | None]:
    return row.submission_id, row.table, row.row_number
