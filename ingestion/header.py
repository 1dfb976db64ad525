"""Find a sheet's header and tell which column is which field (validation.md, Normalised without a finding)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from ingestion.cells import MONEY_UNITS, Cell, Value, reader_of, text_of
from lifecircle.forms import Table

HEADER_ROWS = 15
"""A header is looked for in the first 15 rows."""
REQUIRED_SHARE = 0.6
"""The first row that holds at least this share of the required headers is the header."""

_UNIT = re.compile(r"(.*)\((千元|百万元|万元|亿元|元)\)")
_UNIT_LINE = re.compile(r".*单位:?(千元|百万元|万元|亿元|元)\)?")


@dataclass(frozen=True)
class HeaderColumn:
    """A column that the form knows: where it is, what its header says, and how its cells are read."""

    field: str
    index: int
    text: str
    read: Callable[[Cell], Value]


@dataclass(frozen=True)
class Header:
    """A sheet's header: the row it stands in (0 is the first) and the known columns."""

    row: int
    columns: list[HeaderColumn]


class HeaderError(Exception):
    """No header is found, or it lacks required columns (F05); the message says which."""


def find_header(rows: list[list[Cell]], table: Table) -> Header:
    """Find the header among the first rows.

    Raises:
        HeaderError: there is none, or a required column is missing.
    """
    names = _names(table)
    required = {field for field, column in table.columns.items() if column.required}
    for number, row in enumerate(rows[:HEADER_ROWS]):
        found = _match(row, names)
        if len(required & found.keys()) >= ceil(REQUIRED_SHARE * len(required)):
            missing = [
                column.header for field, column in table.columns.items() if column.required and field not in found
            ]
            if missing:
                raise HeaderError("缺少列" + "、".join(f"“{header}”" for header in missing))
            unit_above = _unit_above(rows[:number])
            return Header(number, [_column(table, field, row, index, unit_above) for field, index in found.items()])
    raise HeaderError(f"在前 {HEADER_ROWS} 行中找不到表头")


def _column(table: Table, field: str, row: list[Cell], index: int, unit_above: str | None) -> HeaderColumn:
    column, text = table.columns[field], text_of(row[index])
    unit = _UNIT.fullmatch(_bare(text))
    return HeaderColumn(field, index, text, reader_of(column, unit[2] if unit else unit_above))


def _match(row: list[Cell], names: dict[str, str]) -> dict[str, int]:
    """Field -> column index; of two columns for one field the first holds."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        field = names.get(_bare(cell)) or names.get(_without_unit(_bare(cell))) if isinstance(cell, str) else None
        if field:
            found.setdefault(field, index)
    return found


def _names(table: Table) -> dict[str, str]:
    """What a header may read -> its field.  A money column's header stands without its unit."""
    names = {}
    for field, column in table.columns.items():
        for name in (column.header, *column.aliases):
            names[_without_unit(_bare(name)) if column.type.startswith("money") else _bare(name)] = field
    return names


def _bare(cell: str) -> str:
    """A header without spaces, line breaks and the trailing *, in half width."""
    return "".join(unicodedata.normalize("NFKC", cell).split()).rstrip("*")


def _without_unit(header: str) -> str:
    unit = _UNIT.fullmatch(header)
    return unit[1].rstrip("*") if unit else header


def _unit_above(rows: list[list[Cell]]) -> str | None:
    """The unit that a line such as 单位：万元 above the header names."""
    for row in rows:
        for cell in row:
            line = _UNIT_LINE.fullmatch(_bare(cell)) if isinstance(cell, str) else None
            if line and line[1] in MONEY_UNITS:
                return line[1]
    return None
