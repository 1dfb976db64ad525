"""Hostile .xls, .ods and .csv files, each named by what it tries; the .xlsx are in hostile_workbooks.py."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import xlwt

from lifecircle.xls_stream import read_stream
from tests.building.hostile_workbooks import changed
from tests.building.workbooks import ods, ods_of, xls

_HEADER = ["指标代码", "街镇", "分子", "分母"]
_ROW = ["T12_5G", "南桥镇", "1", "2"]
_CSV = ",".join(_HEADER).encode() + b"\n"


def _cells(texts: Iterable[str], inside: str = "") -> str:
    return "".join(
        f'<table:table-cell office:value-type="string">{inside}<text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )


def _ods_with(rows: str, after: str = "", inside: str = "") -> bytes:
    lines = "".join(f"<table:table-row>{_cells(row, inside)}</table:table-row>" for row in (_HEADER, _ROW))
    return ods_of(f'<table:table table:name="表">{lines}{rows}</table:table>{after}')


def ods_repeated_everywhere() -> bytes:
    """One cell repeated over the whole sheet: 17 billion values in 1 KiB."""
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    return _ods_with(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def ods_repeated_rows() -> bytes:
    """A row of values repeated a million times."""
    return _ods_with(f'<table:table-row table:number-rows-repeated="1048570">{_cells(_ROW)}</table:table-row>')


def ods_repeated_within_the_limits() -> bytes:
    """25 million values, all within the limits, in 1 KiB: rows without a code, which is for checking to say."""
    cell = '<table:table-cell table:number-columns-repeated="256" office:value-type="float" office:value="1"/>'
    return _ods_with(f'<table:table-row table:number-rows-repeated="99990">{cell}</table:table-row>')


def ods_repeated_percentages() -> bytes:
    """25 million percentages in 1 KiB."""
    cell = '<table:table-cell table:number-columns-repeated="256" office:value-type="percentage" office:value="1"/>'
    return _ods_with(f'<table:table-row table:number-rows-repeated="99990">{cell}</table:table-row>')


def ods_repeated_spaces() -> bytes:
    """A text of a trillion spaces."""
    return _ods_with('<table:table-row><table:table-cell><text:p>a<text:s text:c="999999999999"/></text:p>'
                     "</table:table-cell></table:table-row>")  # fmt: skip


def ods_far_column() -> bytes:
    """A value in column 257."""
    return _ods_with(
        '<table:table-row><table:table-cell table:number-columns-repeated="256"/><table:table-cell>'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )


def ods_repeated_no_number() -> bytes:
    """A count of repetitions that is none."""
    return _ods_with('<table:table-row table:number-rows-repeated="many"/>')


def ods_dtd() -> bytes:
    """A billion laughs in content.xml."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return changed(_ods_with(""), {"content.xml": f'<!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><l>&l9;</l>'.encode()})


def ods_dtd_elsewhere() -> bytes:
    """A DTD in a part that no reader needs."""
    return changed(_ods_with(""), {"settings.xml": b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://x/y"><a/>'})


def ods_macros() -> bytes:
    """A Basic module."""
    return changed(_ods_with(""), {"Basic/Standard/Module1.xml": b"<m/>"})


def ods_script() -> bytes:
    """A Python macro."""
    return changed(_ods_with(""), {"Scripts/python/evil.py": b"import os"})


def ods_embedded() -> bytes:
    """An embedded document."""
    return changed(_ods_with(""), {"Object 1/content.xml": b"<a/>"})


def ods_deep() -> bytes:
    """200,000 elements one in the other."""
    return _ods_with("<table:table-row>" + "<text:span>" * 200_000)


def ods_truncated() -> bytes:
    """Half of one."""
    data = _ods_with("")
    return data[: len(data) // 2]


def ods_deep_notes() -> bytes:
    """Notes that hold tables that hold notes: no fault, and not the sheet's."""
    inner = f"<table:table><table:table-row>{_cells('x')}</table:table-row></table:table>"
    for _ in range(50):
        inner = f"<office:annotation>{inner}</office:annotation>"
    return _ods_with("", inside=inner)


def ods_merged_everywhere() -> bytes:
    """A merged cell that claims the whole sheet and more."""
    span = 'table:number-rows-spanned="999999999" table:number-columns-spanned="999999999"'
    return _ods_with(
        f"<table:table-row><table:table-cell {span}><text:p>注：</text:p></table:table-cell></table:table-row>"
    )


def xls_garbage() -> bytes:
    """The first bytes of an OLE file and nothing that makes sense."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(range(256)) * 40


def xls_truncated() -> bytes:
    """Half of one."""
    data = xls({"表": [_HEADER, _ROW] * 200})
    return data[: len(data) // 2]


def xls_zip() -> bytes:
    """An .ods that is called .xls."""
    return ods({"表": [_HEADER, _ROW]})


def xls_macros() -> bytes:
    """An .xls with the record of a VBA project."""
    stream = read_stream(xls({"表": [_HEADER, _ROW]})).data
    end = stream.rindex(b"\x0a\0\0\0")
    return stream[:end] + b"\xd3\0\0\0" + stream[end:]


def xls_far_formatted_cell() -> bytes:
    """A formatted cell without a value in the last place: no fault."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, cells in enumerate((_HEADER, _ROW)):
        for column, text in enumerate(cells):
            sheet.write(row, column, text)
    sheet.write(65_535, 255, None, xlwt.easyxf("font: bold on"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of_line_breaks() -> bytes:
    """4 MiB of empty lines: no row at all."""
    return _CSV + b"\n" * (4 * 2**20)


def csv_of_commas() -> bytes:
    """A line of 19 million empty cells."""
    return _CSV + b"," * (19 * 2**20)


def csv_of_one_cell() -> bytes:
    """A cell of 19 MiB with a character that makes each of the others take four bytes."""
    return _CSV + "🏠".encode() + b"a" * (19 * 2**20)


def csv_of_wide_lines() -> bytes:
    """Lines as long as they may be, of characters that take four bytes each."""
    return _CSV + "🏠".encode() + (b"," * 90_000 + b"\n") * 220


def csv_of_quotes() -> bytes:
    """4 MiB of quotation marks, an odd number."""
    return _CSV + b'"' * (4 * 2**20 + 1)


def csv_of_rows() -> bytes:
    """200,000 rows."""
    return _CSV + ",".join(_ROW).encode() + b"\n" + b"T12_5G,x,1,2\n" * 200_000


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a cell repeated over the whole sheet": ("ods", ods_repeated_everywhere, "F03"),
    "a row repeated a million times": ("ods", ods_repeated_rows, "F03"),
    "25 million percentages": ("ods", ods_repeated_percentages, "F03"),
    "a trillion spaces": ("ods", ods_repeated_spaces, "F03"),
    "a value in column 257": ("ods", ods_far_column, "F03"),
    "a count that is no number": ("ods", ods_repeated_no_number, "F01"),
    "a billion laughs": ("ods", ods_dtd, "F01"),
    "a DTD in another part": ("ods", ods_dtd_elsewhere, "F01"),
    "Basic macros": ("ods", ods_macros, "F01"),
    "a script": ("ods", ods_script, "F01"),
    "an embedded document": ("ods", ods_embedded, "F01"),
    "200,000 nested elements": ("ods", ods_deep, "F01"),
    "half a file": ("ods", ods_truncated, "F01"),
    "OLE garbage": ("xls", xls_garbage, "F01"),
    "half an .xls": ("xls", xls_truncated, "F01"),
    "an .ods called .xls": ("xls", xls_zip, "F01"),
    "macros in an .xls": ("xls", xls_macros, "F01"),
    "4 MiB of quotation marks": ("csv", csv_of_quotes, "F01"),
    "19 million commas": ("csv", csv_of_commas, "F03"),
    "a cell of 19 MiB": ("csv", csv_of_one_cell, "F01"),
    "200,000 rows": ("csv", csv_of_rows, "F03"),
}
"""What it is -> (ending, how it is made, the code it is refused with)."""

READ: dict[str, tuple[str, Callable[[], bytes]]] = {
    "25 million values within the limits": ("ods", ods_repeated_within_the_limits),
    "notes within tables within notes": ("ods", ods_deep_notes),
    "a cell merged over more than the sheet": ("ods", ods_merged_everywhere),
    "a formatted cell in the last place": ("xls", xls_far_formatted_cell),
    "220 lines of 90,000 commas": ("csv", csv_of_wide_lines),
    "4 MiB of line breaks": ("csv", csv_of_line_breaks),
}
"""What looks dangerous and is read."""
