"""However a program has written a workbook, its cells are read: values, what formats show, errors and merges."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ingestion.sheets import BrokenCell, RefusedFileError, Sheet
from ingestion.xlsx import XlsxWorkbook
from tests.building.odd_workbooks import (
    BOOK,
    BOOK_RELATIONS,
    CONTENT,
    ENCODINGS,
    ODDITIES,
    PLACES,
    SHEET,
    STRINGS,
    STYLES,
    odd,
    packed,
    unpacked,
)


def read(data: bytes) -> Sheet:
    return XlsxWorkbook(data).sheet(0)


def filled(sheet: Sheet) -> dict[tuple[int, int], Any]:
    return of_rows(sheet.rows)


def of_rows(rows: Sequence[Sequence[Any]]) -> dict[tuple[int, int], Any]:
    return {(row, column): cell for row, cells in enumerate(rows) for column, cell in enumerate(cells) if cell != ""}


USUAL = read(odd([]))


def test_the_table_is_read_with_what_its_formats_show() -> None:
    cells = filled(USUAL)
    assert [cells[1, column] for column in (0, 1, 2, 3, 4, 6, 7)] == [
        "TY-0001",
        "健身点1",
        0.856,
        40,
        12345678,
        True,
        24691356,
    ]
    assert str(cells[1, 5]) == "2021-05-01"
    assert cells[1, 8] == BrokenCell("#DIV/0!")
    assert USUAL.percentages == {(1, 2), (2, 2), (3, 2)}
    assert USUAL.powers == dict.fromkeys([(1, 4), (2, 4), (3, 4)], -4)
    assert len(USUAL.merges) == 1


@pytest.mark.parametrize("oddity", ODDITIES)
def test_an_oddity_changes_nothing_in_what_is_read(oddity: str) -> None:
    data = odd([oddity])
    assert data != odd([])
    sheet = read(data)
    assert filled(sheet) == filled(USUAL)
    assert (sheet.percentages, sheet.powers, sheet.merges) == (USUAL.percentages, USUAL.powers, USUAL.merges)


@settings(max_examples=120, deadline=None, derandomize=True, database=None)
@given(
    st.sets(st.sampled_from(list(CONTENT)), max_size=4),
    st.sampled_from([None, *ENCODINGS]),
    st.sampled_from([None, *PLACES]),
)
def test_oddities_together_change_nothing_in_what_is_read(
    content: set[str], encoding: str | None, place: str | None
) -> None:
    content -= _CLASHING if len(content & _CLASHING) > 1 else set()
    sheet = read(odd([*content, *filter(None, (encoding, place))]))
    assert filled(sheet) == filled(USUAL)
    assert (sheet.percentages, sheet.powers, sheet.merges) == (USUAL.percentages, USUAL.powers, USUAL.merges)


_CLASHING = {
    *(name for name in CONTENT if "dimension" in name),
    *(name for name in CONTENT if "place" in name),
    *(name for name in CONTENT if "count" in name),
    "a formula with its text in place",
    "comments and quoted texts of XML",
    "truths in words",
    "numbers with blanks around them",
}
"""Two of them change the same place."""


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_whatever_is_cut_out_or_doubled_nothing_is_lost_that_openpyxl_or_calamine_sees(data: st.DataObject) -> None:
    parts = unpacked(odd(data.draw(st.sets(st.sampled_from(list(CONTENT)), max_size=1))))
    name = data.draw(st.sampled_from([SHEET, STRINGS, STYLES, BOOK, BOOK_RELATIONS]))
    place = data.draw(st.integers(0, len(parts[name]) - 1))
    put_in = data.draw(
        st.sampled_from([b"", b" ", b"A", b"1", b'"', b"<", b"<v>", b"$", parts[name][place : place + 9]])
    )
    cut_out = data.draw(st.integers(0, 3))
    parts[name] = parts[name][:place] + put_in + parts[name][place + cut_out :]
    broken = packed(parts)
    try:
        ours = filled(read(broken))
    except RefusedFileError:
        return
    for theirs in (_by_calamine(broken), _by_openpyxl(broken)):
        assert set(theirs) <= set(ours)


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_sees_no_cell_that_is_not_read(tmp_path: Path) -> None:
    for number, oddity in enumerate(ODDITIES):
        (tmp_path / f"{number}.xlsx").write_bytes(odd([oddity]))
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", home, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), *sorted(map(str, tmp_path.glob("*.xlsx")))], check=True, capture_output=True
    )
    opened = 0
    for number, oddity in enumerate(ODDITIES):
        path = tmp_path / f"{number}.csv"
        if path.exists():
            theirs = of_rows(list(csv.reader(path.read_text(encoding="utf-8").splitlines())))
            opened += bool(theirs)
            assert set(theirs) <= set(filled(USUAL)), oddity
    assert opened > len(ODDITIES) // 2


def _by_calamine(data: bytes) -> dict[tuple[int, int], Any]:
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception:  # noqa: BLE001  whatever it raises, it sees nothing
        return {}
    return of_rows(rows)


def _by_openpyxl(data: bytes) -> dict[tuple[int, int], Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
            return {
                (cell.row - 1, cell.column - 1): cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value not in (None, "")
            }
    except Exception:  # noqa: BLE001  whatever it raises, it sees nothing
        return {}
