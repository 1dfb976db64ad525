"""A marked copy reads like the original, and says at each cell what is wrong with it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from python_calamine import CalamineWorkbook

from receipts.marking import mark_workbook
from receipts.marks import RESULTS_SHEET, Mark
from receipts.package import UnfitPackageError
from receipts.styles import FILLS
from receipts.xml_splice import UnfitXmlError
from tests.building.hostile_workbooks import changed as with_parts
from tests.building.odd_workbooks import odd
from tests.building.workbooks import monthly_report

SHEET = "项目进展"


def mark(row: int | None = 2, column: int | None = 2, **changes: Any) -> Mark:
    of = {"sheet": SHEET, "column_header": None, "severity": "error", "value": None, "message": "请补填。"} | changes
    return Mark(row_number=row, column_number=column, **of)


def marked(tmp_path: Path, data: bytes, *marks: Mark, ending: str = "xlsx") -> bytes:
    source, target = tmp_path / "original", tmp_path / "copy.xlsx"
    source.write_bytes(data)
    mark_workbook(source, ending, list(marks), target)
    return target.read_bytes()


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def read(data: bytes) -> dict[str, Any]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [name for name in book.sheet_names if name != RESULTS_SHEET]
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}


def odd_workbook(is_1904: bool = False) -> bytes:
    """A workbook with a cell of every kind."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"date_1904": is_1904, "strings_to_formulas": False})
    sheet = book.add_worksheet(SHEET)
    percent, day = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_number(0, 0, 0.856, percent)
    sheet.write_datetime(0, 1, datetime(2024, 3, 5), day)  # noqa: DTZ001  a cell's date has no zone
    sheet.write_formula(0, 2, "=#DIV/0!", None, "#DIV/0!")
    sheet.write_formula(0, 3, "=SUM(1,2)", None, 3)
    sheet.write_string(1, 0, "=SUM(A1:A9)")
    sheet.write_string(1, 1, "  两头有空格  \n第二行")
    sheet.write_boolean(1, 2, True)
    sheet.write_number(1, 3, 0.1 + 0.2)
    sheet.merge_range(2, 0, 4, 0, "合并")
    sheet.write_number(4, 1, 20240305, day)
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column(3, 3, 8, None, {"hidden": True})
    book.close()
    return buffer.getvalue()


def without_stored_values(data: bytes) -> bytes:
    """The same workbook as a program writes it that computes nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(name)))
    return buffer.getvalue()


EVERY_CELL = [mark(row, column) for row in range(1, 6) for column in range(1, 7)]


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_marked_copy_reads_like_the_original_whatever_is_marked(tmp_path: Path, is_1904: bool) -> None:
    original = odd_workbook(is_1904)
    copy = marked(tmp_path, original, *EVERY_CELL)
    assert read(copy) == read(original)
    formats = [
        [cell.number_format for row in opened(data)[SHEET]["A1:D5"] for cell in row] for data in (original, copy)
    ]
    assert formats[0] == formats[1]


def test_what_is_merged_or_hidden_stays_so(tmp_path: Path) -> None:
    sheet = opened(marked(tmp_path, odd_workbook(), *EVERY_CELL))[SHEET]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A3:A5"]
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions["D"].hidden


def test_formulas_error_cells_and_text_that_looks_like_a_formula_stay_what_they_are(tmp_path: Path) -> None:
    copy = marked(tmp_path, odd_workbook(), *EVERY_CELL)
    sheet = opened(copy)[SHEET]
    assert (sheet["D1"].data_type, sheet["D1"].value) == ("f", "=SUM(1,2)")
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=SUM(A1:A9)")
    assert openpyxl.load_workbook(io.BytesIO(copy), data_only=True)[SHEET]["C1"].value == "#DIV/0!"
    assert read(copy)[SHEET][0][3] == 3


def test_a_formula_without_stored_value_stays_one_without(tmp_path: Path) -> None:
    copy = marked(tmp_path, without_stored_values(odd_workbook()), *EVERY_CELL)
    assert opened(copy)[SHEET]["D1"].value == "=SUM(1,2)"
    assert openpyxl.load_workbook(io.BytesIO(copy), data_only=True)[SHEET]["D1"].value is None


def test_messages_stand_as_comments_at_their_cells_which_are_filled(tmp_path: Path) -> None:
    marks = [mark(2, 2, message="甲"), mark(2, 2, message="乙"), mark(2, 5, severity="warning", message="丙")]
    sheet = opened(marked(tmp_path, monthly_report(), *marks))[SHEET]
    commented = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert commented == {"B2": "1. 甲\n2. 乙", "E2": "丙"}
    filled = {cell.coordinate: cell.fill.fgColor.rgb for row in sheet for cell in row if cell.fill.patternType}
    assert filled == {"B2": FILLS["error"], "E2": FILLS["warning"]}


def test_a_blank_cell_that_the_row_lacks_is_marked_in_its_place(tmp_path: Path) -> None:
    original = monthly_report()
    copy = marked(tmp_path, original, mark(2, 7), mark(2, 30))
    sheet = opened(copy)[SHEET]
    assert sheet["G2"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["AD2"].comment.text == "请补填。"
    assert read(copy) == read(original)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        columns = re.findall(rb'<c r="([A-Z]+)2"', archive.read("xl/worksheets/sheet2.xml"))
    assert columns == sorted(columns, key=lambda letters: (len(letters), letters)), "Excel takes cells in order only"


def test_a_mark_inside_merged_cells_shows_at_the_first_of_them(tmp_path: Path) -> None:
    sheet = opened(marked(tmp_path, odd_workbook(), mark(5, 1)))[SHEET]
    assert sheet["A3"].comment.text == "请补填。"


@pytest.mark.parametrize(
    ("of", "cell"),
    [
        (mark(2, None, column_header="项目状态"), "D2"),
        (mark(1, None, column_header="项目状态"), "D1"),
        (mark(None, None, column_header="填报人", sheet="封面"), "A3"),
        (mark(2, None), "A2"),
        (mark(2, None, column_header="没有的列"), "A2"),
    ],
)
def test_a_mark_without_column_is_placed_by_its_header(tmp_path: Path, of: Mark, cell: str) -> None:
    book = opened(marked(tmp_path, monthly_report(), of))
    assert book[of.sheet][cell].comment.text == "请补填。"
    assert book[RESULTS_SHEET]["D4"].value == cell


def test_the_last_sheet_lists_all_findings_as_text_with_links(tmp_path: Path) -> None:
    marks = [
        mark(2, 2, column_header="项目名称", value="=1+1", message="<请> & “核对”"),
        mark(None, None, sheet=None, severity="fatal"),
    ]
    book = opened(marked(tmp_path, monthly_report(), *marks))
    assert book.sheetnames == ["封面", "项目进展", "存在问题", RESULTS_SHEET]
    rows = [[cell.value for cell in row] for row in book[RESULTS_SHEET].iter_rows(min_row=4)]
    assert rows[0] == ["1", "须改正", SHEET, "B2", "转到", "项目名称", "=1+1", "<请> & “核对”"]
    assert rows[1][1] == "退回"
    assert book[RESULTS_SHEET]["G4"].data_type == "s"
    assert book[RESULTS_SHEET]["E4"].hyperlink.location == "'项目进展'!B2"


def test_the_senders_own_comments_stay(tmp_path: Path) -> None:
    book = opened(monthly_report())
    book[SHEET]["C2"].comment = Comment("请领导过目", "王某")
    book[SHEET]["B2"].comment = Comment("待定", "王某")
    buffer = io.BytesIO()
    book.save(buffer)
    sheet = opened(marked(tmp_path, buffer.getvalue(), mark(2, 2)))[SHEET]
    assert sheet["C2"].comment.text == "请领导过目"
    assert sheet["B2"].comment.text == "请补填。\n待定"


def test_a_mended_copy_that_comes_back_is_marked_anew_not_twice(tmp_path: Path) -> None:
    first = marked(tmp_path, monthly_report(), mark(2, 2), mark(2, 5, severity="warning"))
    again = marked(tmp_path, first, mark(2, 3, message="还有一处"))
    book = opened(again)
    assert book.sheetnames == ["封面", "项目进展", "存在问题", RESULTS_SHEET]
    cells = [cell for row in book[SHEET] for cell in row]
    assert {cell.coordinate: cell.comment.text for cell in cells if cell.comment} == {"C2": "还有一处"}
    assert [cell.coordinate for cell in cells if cell.fill.patternType] == ["C2"]
    assert [row[7].value for row in book[RESULTS_SHEET].iter_rows(min_row=4)] == ["还有一处"]


def test_the_same_marks_give_the_same_bytes(tmp_path: Path) -> None:
    original = monthly_report()
    copy = marked(tmp_path, original, *EVERY_CELL)
    assert marked(tmp_path, original, *EVERY_CELL) == copy
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return buffer.getvalue()


def test_a_workbook_without_styles_is_marked_too(tmp_path: Path) -> None:
    original = changed(monthly_report(), "xl/_rels/workbook.xml.rels", b"/styles", b"/other")
    for number in (1, 2, 3):
        original = changed(original, f"xl/worksheets/sheet{number}.xml", b' s="1"', b' s="0"')
    assert opened(marked(tmp_path, original, mark(2, 2)))[SHEET]["B2"].fill.fgColor.rgb == FILLS["error"]


def test_a_part_that_declares_a_dtd_is_not_marked(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
    with pytest.raises(UnfitXmlError, match="DTD"):
        marked(tmp_path, changed(monthly_report(), "xl/worksheets/sheet2.xml", b"<worksheet", bomb), mark(2, 2))


def test_a_workbook_with_macros_is_not_marked(tmp_path: Path) -> None:
    buffer = io.BytesIO(monthly_report())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"")
    with pytest.raises(UnfitPackageError, match="macros"):
        marked(tmp_path, buffer.getvalue(), mark(2, 2))


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VML = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">{}</xml>'
_BUTTON = '<v:shape id="_x0000_s1025"><x:ClientData ObjectType="Checkbox"><x:Checked/></x:ClientData></v:shape>'
_NOTE = '<v:shape id="_x0000_s1026"><x:ClientData ObjectType="Note"/></v:shape>'


def with_drawings(**drawings: tuple[str, str]) -> bytes:
    """A report whose 项目进展 refers to drawings: element of the sheet -> (id of the relation, the drawing)."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(monthly_report())) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode()
    elements, relations = "", ""
    for number, (element, (relation, drawing)) in enumerate(drawings.items(), start=1):
        parts[f"xl/drawings/vmlDrawing{number}.vml"] = drawing.encode()
        elements += f'<{element} xmlns:r="{_OFFICE}" r:id="{relation}"/>'
        relations += (
            f'<Relationship Id="{relation}" Type="{_OFFICE}/vmlDrawing" Target="../drawings/vmlDrawing{number}.vml"/>'
        )
    kind = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = f'<Relationships xmlns="{kind}">{relations}</Relationships>'.encode()
    parts["xl/worksheets/sheet2.xml"] = sheet.replace("</worksheet>", f"{elements}</worksheet>").encode()
    return with_parts(monthly_report(), parts)


def relations_of(copy: bytes, sheet: str = "sheet2.xml") -> tuple[set[str], set[str]]:
    """The ids that a sheet names, and those that are there."""
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        named = set(re.findall(r'r:id="([^"]+)"', package.read(f"xl/worksheets/{sheet}").decode()))
        known = set(re.findall(r'Id="([^"]+)"', package.read(f"xl/worksheets/_rels/{sheet}.rels").decode()))
    return named, known


def drawings_of(copy: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        return [package.read(name).decode() for name in package.namelist() if name.endswith(".vml")]


def test_a_picture_in_the_pages_header_keeps_its_relation(tmp_path: Path) -> None:
    copy = marked(tmp_path, with_drawings(legacyDrawingHF=("rId7", _VML.format(_BUTTON))), mark())
    named, known = relations_of(copy)
    assert "rId7" in named <= known
    assert len(drawings_of(copy)) == 2


def test_form_controls_stay_beside_the_messages_and_old_notes_go(tmp_path: Path) -> None:
    copy = marked(tmp_path, with_drawings(legacyDrawing=("rId7", _VML.format(_BUTTON + _NOTE))), mark())
    named, known = relations_of(copy)
    (drawing,) = drawings_of(copy)
    assert named == {"rId7"} <= known
    assert drawing.count('ObjectType="Checkbox"') == drawing.count('ObjectType="Note"') == 1
    assert len(set(re.findall(r'id="(_x0000_s\d+)"', drawing))) == 2
    assert opened(copy)[SHEET]["B2"].comment is not None


@pytest.mark.parametrize("oddity", ["part names with backslashes", "all parts in UTF-16", "styles in another case"])
def test_a_workbook_of_odd_parts_is_marked(tmp_path: Path, oddity: str) -> None:
    copy = marked(tmp_path, odd([oddity]), mark(sheet="表一"))
    assert opened(copy)["表一"]["B2"].comment is not None
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        assert not [name for name in package.namelist() if "\\" in name]


def test_a_workbook_with_another_offices_macros_is_not_marked(tmp_path: Path) -> None:
    relations = f'<Relationships><Relationship Id="r" Type="{_OFFICE}/jsProject" Target="a.bin"/></Relationships>'
    with pytest.raises(UnfitPackageError, match="macros"):
        marked(
            tmp_path, with_parts(monthly_report(), {"xl/worksheets/_rels/sheet2.xml.rels": relations.encode()}), mark()
        )


def test_a_link_that_leads_out_of_the_workbook_stays_as_typed(tmp_path: Path) -> None:
    kind = "http://schemas.openxmlformats.org/package/2006/relationships"
    share = rf'<Relationship Id="r" Type="{_OFFICE}/hyperlink" Target="\\\\server\\share" TargetMode="External"/>'
    relations = f'<Relationships xmlns="{kind}">{share}</Relationships>'.encode()
    copy = marked(tmp_path, with_parts(monthly_report(), {"xl/worksheets/_rels/sheet2.xml.rels": relations}), mark())
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        assert share in package.read("xl/worksheets/_rels/sheet2.xml.rels").decode()


def test_a_part_in_an_encoding_that_nobody_knows_makes_no_copy(tmp_path: Path) -> None:
    data = with_parts(monthly_report(), {"docProps/app.xml": b'<?xml version="1.0" encoding="x-none"?><a/>'})
    with pytest.raises(UnfitPackageError, match="x-none"):
        marked(tmp_path, data, mark())
