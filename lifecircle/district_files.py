"""How a district's reference folder is read: every file into typed rows, every fault by file, line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from pydantic import ValidationError

from lifecircle.district import District
from lifecircle.district_rows import Row


class DistrictError(Exception):
    """The reference folder cannot be used; the message names every fault by file, line and column."""

    def __init__(self, folder: Path, faults: list[str]) -> None:
        super().__init__(f"the reference {folder.resolve()} cannot be used:\n" + "\n".join(f"- {f}" for f in faults))


def read_district(folder: Path) -> District:
    """Read every file of a reference folder into typed rows.

    Raises:
        DistrictError: a file or column is missing or unknown, or a cell cannot be read.
    """
    if not folder.is_dir():
        raise DistrictError(folder, ["there is no such folder"])
    faults: list[str] = []
    tables: dict[str, list[dict[str, str]]] = {}
    for name, field in District.model_fields.items():
        path = folder / f"{name}.csv"
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file, restkey="beyond the last column")
                tables[name] = [_without_blanks(row) for row in reader]
                faults += _header_faults(path.name, reader.fieldnames or [], get_args(field.annotation)[0])
        except FileNotFoundError:
            if field.is_required():
                faults.append(f"{path.name} is missing")
        except UnicodeDecodeError:
            faults.append(f"{path.name} is not UTF-8")
    if faults:
        raise DistrictError(folder, faults)
    try:
        return District.model_validate(tables)
    except ValidationError as error:
        raise DistrictError(folder, list(_cell_faults(error))) from error


def _without_blanks(row: dict[str, str]) -> dict[str, str]:
    return {column: cell for column, cell in row.items() if cell}


def _header_faults(file: str, header: Sequence[str], row: type[Row]) -> Iterator[str]:
    expected = row.model_fields
    for column in expected:
        if column not in header:
            yield f"{file}: column {column} is missing"
    for column in header:
        if column not in expected:
            yield f"{file}: column {column} is unknown, expected {', '.join(expected)}"


def _cell_faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        name, *place = fault["loc"]
        if len(place) < 2:
            yield f"{name}.csv: {fault['msg']}"
            continue
        number, column = place[0], place[1]
        what = "is blank" if fault["type"] == "missing" else f"is {fault['input']!r}: {fault['msg']}"
        yield f"{name}.csv, line {int(number) + 2}, {column} {what}"
