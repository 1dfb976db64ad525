"""The marked copy of an .xls or .ods is an .xlsx that reads as the original does."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from receipts.marking import mark_workbook
from receipts.marks import Mark

MARK = Mark(
    sheet="台账", row_number=2, column_number=2, column_header="数值", severity="error", value=None, message="请补填。"
)
_ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="台账">
<table:table-column/><table:table-column table:visibility="collapse"/>
<table:table-row>{cells}</table:table-row>
<table:table-row table:visibility="collapse"><table:table-cell table:number-rows-spanned="2" office:value-type="string">
<text:p>合并</text:p></table:table-cell></table:table-row>
<table:table-row><table:covered-table-cell/></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def marked(tmp_path: Path, data: bytes, ending: str) -> Any:
    source, target = tmp_path / "original", tmp_path / "copy.xlsx"
    source.write_bytes(data)
    mark_workbook(source, ending, [MARK], target)
    return openpyxl.load_workbook(target)["台账"]


def ods(*cells: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", _ODS.format(cells="".join(cells)))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("cell", "value", "number_format"),
    [
        ('office:value-type="percentage" office:value="0.856"><text:p>86%</text:p>', 0.856, "0.00%"),
        ('office:value-type="float" office:value="0.30000000000000004">', 0.1 + 0.2, "General"),
        ('office:value-type="date" office:date-value="2024-03-05">', datetime(2024, 3, 5), "yyyy\\-mm\\-dd"),  # noqa: DTZ001
        ('office:value-type="boolean" office:boolean-value="true">', True, "General"),
        ('office:value-type="string"><text:p>=S(1)<text:s text:c="2"/></text:p><text:p>2</text:p>', "=S(1)  \n2", None),
        ('office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p>', "#DIV/0!", None),
        ('table:formula="of:=SUM([.A2])">', "=NA()", None),
        ('><office:annotation><text:p>批注</text:p></office:annotation><text:p>正文</text:p>', "正文", None),
    ],
)  # fmt: skip
def test_a_cell_of_an_ods_keeps_value_and_kind(
    tmp_path: Path, cell: str, value: object, number_format: str | None
) -> None:
    copy = marked(tmp_path, ods(f"<table:table-cell {cell}</table:table-cell>"), "ods")["A1"]
    assert copy.value == value
    assert number_format in (None, copy.number_format)
    assert copy.data_type == {"=NA()": "f", "#DIV/0!": "e"}.get(str(value), copy.data_type)
    if isinstance(value, str) and value.startswith("=S("):
        assert copy.data_type != "f"


def test_merges_hidden_parts_and_repeated_cells_of_an_ods_stay(tmp_path: Path) -> None:
    repeated = '<table:table-cell table:number-columns-repeated="3" office:value-type="float" office:value="7"/>'
    sheet = marked(tmp_path, ods(repeated), "ods")
    assert [cell.value for cell in sheet[1]] == [7, 7, 7]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A2:A3"]
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions["B"].hidden
    assert sheet.max_row == 3


def test_the_cells_of_an_xls_keep_value_format_and_merges(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    percent, day = xlwt.XFStyle(), xlwt.XFStyle()
    percent.num_format_str, day.num_format_str = "0.0%", "yyyy-mm-dd"
    sheet.write(0, 0, 0.856, percent)
    sheet.write(0, 1, datetime(2024, 3, 5), day)  # noqa: DTZ001
    sheet.write(0, 2, "=SUM(1)")
    sheet.write(0, 3, 0.1 + 0.2)
    sheet.row(0).set_cell_error(4, 0x2A)
    sheet.write(0, 5, True)
    sheet.write_merge(1, 3, 0, 0, " 合并 ")
    sheet.row(1).hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    copy = marked(tmp_path, buffer.getvalue(), "xls")
    assert [cell.value for cell in copy[1]] == [0.856, datetime(2024, 3, 5), "=SUM(1)", 0.1 + 0.2, "#N/A", True]  # noqa: DTZ001
    assert [cell.data_type for cell in copy[1]][2:] == ["s", "n", "e", "b"]
    assert (copy["A1"].number_format, copy["B1"].number_format) == ("0.0%", "yyyy-mm-dd")
    assert [str(merged) for merged in copy.merged_cells.ranges] == ["A2:A4"]
    assert copy.row_dimensions[2].hidden
    assert copy["B2"].comment.text == "请补填。"
