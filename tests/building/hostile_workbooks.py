"""Files that a stranger could send to hurt the reader, made in code; each is named by what it tries."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from tests.building.workbooks import monthly_report

_CHUNK = 2**20


def changed(data: bytes, parts: dict[str, bytes], instead: bool = True) -> bytes:
    """A package with some parts put in, instead of those of the same names or beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if not (instead and info.filename in parts):
                new.writestr(info, old.read(info))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def with_streamed_part(name: str, pieces: Iterator[bytes]) -> bytes:
    """A report with a part too large to be held at once."""
    out = io.BytesIO(monthly_report())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.filename = None
        names = package.namelist()
        with package.open(name if name not in names else f"xl/extra-{name.rpartition('/')[2]}", "w") as part:
            for piece in pieces:
                part.write(piece)
    return out.getvalue()


def sheet_part(data: bytes, name: str) -> tuple[str, str]:
    """A part of a package as text, and its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return name, package.read(name).decode()


def _sheet_with(extra_rows: str) -> bytes:
    """A report whose 项目进展 (sheet2.xml) has more rows put in as raw XML."""
    data = monthly_report()
    name, xml = sheet_part(data, "xl/worksheets/sheet2.xml")
    return changed(data, {name: xml.replace("</sheetData>", f"{extra_rows}</sheetData>").encode()})


def zip_bomb() -> bytes:
    """600 MiB of zeros in one part."""
    return with_streamed_part("xl/media/bomb.bin", (bytes(_CHUNK) for _ in range(600)))


def shared_strings_bomb() -> bytes:
    """1 GiB of shared strings."""
    item = b"<si><t>" + b"a" * 1000 + b"</t></si>"
    piece = item * 1000
    return with_streamed_part("xl/sharedStrings.xml", (piece for _ in range(1060)))


def xml_bomb() -> bytes:
    """A billion laughs."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><sst><si><t>&l9;</t></si></sst>'
    return changed(monthly_report(), {"xl/sharedStrings.xml": bomb.encode()})


def xml_bomb_in_utf16() -> bytes:
    """A DTD that a search for its ASCII letters would miss."""
    bomb = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    return changed(monthly_report(), {"docProps/app.xml": bomb.encode("utf-16")})


def far_cell() -> bytes:
    """A value in the last cell of the sheet: 1 KiB that makes a reader allocate 17 billion cells."""
    return _sheet_with('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def row_100001() -> bytes:
    """A value in the first row beyond the limit."""
    return _sheet_with('<row r="100001"><c r="A100001"><v>1</v></c></row>')


def column_257() -> bytes:
    """A value in the first column beyond the limit."""
    return _sheet_with('<row r="90"><c r="IW90" t="inlineStr"><is><t>x</t></is></c></row>')


def macros() -> bytes:
    """A .xlsx with a macro project."""
    return changed(monthly_report(), {"xl/vbaProject.bin": b"\0" * 64})


def embedded_object() -> bytes:
    """A .xlsx with an embedded document."""
    return changed(monthly_report(), {"xl/embeddings/oleObject1.bin": b"\0" * 64})


def encrypted() -> bytes:
    """What Excel writes for a workbook with a password: an OLE file, called .xlsx."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def two_parts_of_one_name() -> bytes:
    """Two readers would see two workbooks."""
    data = monthly_report()
    name, xml = sheet_part(data, "xl/worksheets/sheet2.xml")
    return changed(data, {name: xml.encode()}, instead=False)


def many_parts() -> bytes:
    """20,000 parts."""
    return changed(monthly_report(), {f"xl/media/{n}.txt": b"" for n in range(20_000)})


def broken_deflate() -> bytes:
    """A part whose compressed bytes are no deflate stream."""
    data = bytearray(monthly_report())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        info = package.getinfo("xl/worksheets/sheet2.xml")
    start = info.header_offset + 30 + len(info.filename)
    data[start + 4 : start + 60] = b"\xff" * 56
    return bytes(data)


def deep_xml() -> bytes:
    """200,000 elements one in the other."""
    return changed(monthly_report(), {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData>" + b"<row>" * 200_000})


def million_empty_rows() -> bytes:
    """A million formatted rows without a value: no fault at all."""
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(10, 1_000_010))
    return _sheet_with(rows)


def far_formatted_cell() -> bytes:
    """A formatted cell without a value in the sheet's last place: no fault."""
    return _sheet_with('<row r="1048576"><c r="XFD1048576" s="0"/></row>')


def lying_sizes() -> bytes:
    """A part that claims 1 KiB and inflates to 1 GiB."""
    data = bytearray(
        with_streamed_part("xl/sharedStrings.xml", (b"<si><t>aaaa</t></si>" * 50_000 for _ in range(1000)))
    )
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        largest = max(package.infolist(), key=lambda info: info.file_size)
    size = largest.file_size.to_bytes(4, "little")
    return bytes(data).replace(size, (1024).to_bytes(4, "little"))


def far_cell_without_a_place() -> bytes:
    """Cells that name no place of their own, in the last row."""
    return _sheet_with(f'<row r="1048576">{"<c><v>1</v></c>" * 16_384}</row>')


def far_cell_in_other_words() -> bytes:
    """The last cell, written so that a search for it finds nothing."""
    return _sheet_with('<row r = "1048576"><c r\n=\n"&#88;FD1048576"><v>1</v></c></row>')


def huge_index_of_a_string() -> bytes:
    """A shared string that is not there."""
    return _sheet_with('<row r="9"><c r="A9" t="s"><v>4294967295</v></c></row>')


def negative_row() -> bytes:
    """A row before the first."""
    return _sheet_with('<row r="-1"><c r="A-1"><v>1</v></c></row>')


def binary_workbook() -> bytes:
    """An .xlsb's parts, called .xlsx."""
    data = monthly_report()
    name, relations = sheet_part(data, "_rels/.rels")
    return changed(
        data, {name: relations.replace("xl/workbook.xml", "xl/workbook.bin").encode(), "xl/workbook.bin": b""}
    )


def merged_everywhere() -> bytes:
    """A merged cell that is the whole sheet, and 1,000 that overlap down a column: no fault."""
    ranges = ["A1:XFD1048576", *(f"C{row}:C100000" for row in range(3, 1003))]
    return _with_merges(ranges, '<row r="99999"><c r="A99999" t="str"><v>NQ-9</v></c></row>')


def many_merges() -> bytes:
    """100,000 merged cells: no fault."""
    return _with_merges([f"D{row}:E{row}" for row in range(100, 100_100)])


def _with_merges(ranges: list[str], rows: str = "") -> bytes:
    data = _sheet_with(rows)
    name, xml = sheet_part(data, "xl/worksheets/sheet2.xml")
    merges = "".join(f'<mergeCell ref="{place}"/>' for place in ranges)
    xml = xml.replace("</sheetData>", f'</sheetData><mergeCells count="{len(ranges)}">{merges}</mergeCells>')
    return changed(data, {name: xml.encode()})


def far_dimension() -> bytes:
    """A sheet that says it reaches to the last cell and does not: no fault."""
    data = monthly_report()
    name, xml = sheet_part(data, "xl/worksheets/sheet2.xml")
    return changed(data, {name: re.sub('<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', xml).encode()})


def names_that_climb() -> bytes:
    """Parts that would land elsewhere if anyone unpacked them; no one does."""
    return changed(monthly_report(), {"../../../tmp/evil.txt": b"x", "/etc/evil.txt": b"x", "C:\\evil.txt": b"x"})


def row_100000() -> bytes:
    """A value in the last row within the limit."""
    return _sheet_with('<row r="100000"><c r="A100000" t="str"><v>NQ-100000</v></c></row>')


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "600 MiB of zeros": (zip_bomb, "F03"),
    "1 GiB of shared strings": (shared_strings_bomb, "F03"),
    "a billion laughs": (xml_bomb, "F01"),
    "a DTD in UTF-16": (xml_bomb_in_utf16, "F01"),
    "a value in the last cell": (far_cell, "F03"),
    "a value in row 100,001": (row_100001, "F03"),
    "a value in column 257": (column_257, "F03"),
    "macros": (macros, "F01"),
    "an embedded object": (embedded_object, "F01"),
    "an encrypted workbook": (encrypted, "F01"),
    "two parts of one name": (two_parts_of_one_name, "F01"),
    "20,000 parts": (many_parts, "F03"),
    "a broken deflate stream": (broken_deflate, "F01"),
    "200,000 nested elements": (deep_xml, "F01"),
    "sizes that lie": (lying_sizes, "F01"),
    "16,384 cells without a place in the last row": (far_cell_without_a_place, "F03"),
    "the last cell in other words": (far_cell_in_other_words, "F03"),
    "a shared string that is not there": (huge_index_of_a_string, "F01"),
    "a row before the first": (negative_row, "F01"),
    "an .xlsb called .xlsx": (binary_workbook, "F01"),
}
"""What it is -> (how it is made, the code it is refused with)."""

READ: dict[str, Callable[[], bytes]] = {
    "a million empty rows": million_empty_rows,
    "a formatted cell in the last place": far_formatted_cell,
    "a cell merged over the whole sheet": merged_everywhere,
    "100,000 merged cells": many_merges,
    "a sheet that says it is larger": far_dimension,
    "names of parts that climb": names_that_climb,
    "a value in row 100,000": row_100000,
}
"""What looks dangerous and is read."""
