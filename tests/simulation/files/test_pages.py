from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from simulation.files.page import Ink, Page
from simulation.files.page_csv import write_csv
from simulation.files.page_ods import write_ods
from simulation.files.page_xls import write_xls
from simulation.files.page_xlsx import write_xlsx

Writer = Callable[[list[Page], Path], None]
_WRITERS: dict[str, Writer] = {"xlsx": partial(write_xlsx, title="试"), "xls": write_xls, "ods": write_ods}


def _page() -> Page:
    return Page(
        "项目进展",
        [
            [Ink("标题"), None],
            [Ink("=1+1"), Ink(3.5)],
            [Ink(date(2024, 3, 5)), Ink(0.85, is_percent=True)],
            [Ink("同"), Ink(7, formula="3+4")],
            [Ink("同"), Ink(" 两端 ")],
        ],
        headers={0},
        merges=[(0, 0, 0, 1), (3, 0, 4, 0)],
        hidden_rows={1},
        hidden_columns={1},
        formatted_rows=5,
    )


@pytest.mark.parametrize("ending", _WRITERS)
def test_values_are_read_back_and_a_text_that_looks_like_a_formula_stays_a_text(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"p.{ending}"
    _WRITERS[ending]([_page()], path)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("项目进展").to_python()
    assert rows[:4] == [["标题", ""], ["=1+1", 3.5], [date(2024, 3, 5), 0.85], ["同", 7]]


@pytest.mark.parametrize("ending", _WRITERS)
def test_a_cell_that_a_merge_hides_holds_nothing(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"p.{ending}"
    _WRITERS[ending]([_page()], path)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("项目进展").to_python()
    assert rows[4] == ["", " 两端 "]


@pytest.mark.parametrize("ending", _WRITERS)
def test_the_same_pages_give_the_same_bytes(ending: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        _WRITERS[ending]([_page()], tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_formats_merges_and_what_is_hidden_are_the_workbook_s(tmp_path: Path) -> None:
    write_xlsx([_page()], tmp_path / "p.xlsx", "试")
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx")["项目进展"]
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:B1", "A4:A5"}
    assert sheet["B3"].number_format == "0%"
    assert (sheet["B4"].value, sheet["A2"].data_type) == ("=3+4", "s")
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions["B"].hidden
    assert sheet.max_row == 10


def test_a_formula_without_a_stored_value_has_none_and_a_stored_nought_is_kept(tmp_path: Path) -> None:
    page = Page("表", [[Ink(None, formula="B2"), Ink(0, formula="0*1")]])
    write_xlsx([page], tmp_path / "p.xlsx", "试")
    row = openpyxl.load_workbook(tmp_path / "p.xlsx", data_only=True)["表"][1]
    assert [cell.value for cell in row] == [None, 0]


def test_a_text_file_has_the_values_of_merged_cells_and_harmless_texts(tmp_path: Path) -> None:
    page = _page()
    page.lines.append([Ink("-"), Ink("-２７0个")])
    page.lines.append([Ink("-2+3"), Ink(-4)])
    write_csv(page, tmp_path / "p.csv", "utf-8")
    assert (tmp_path / "p.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "'=1+1,3.5",
        "2024-03-05,0.85",
        "同,7",
        "同, 两端 ",
        "-,-２７0个",
        "'-2+3,-4",
    ]
