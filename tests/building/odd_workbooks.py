"""Workbooks as programs in the field write them: one table, and the oddities that must not change what is read of it.

Each oddity is named by what it does to the parts of a package; the public bug reports behind them are those of
calamine, EasyExcel, SheetJS, PhpSpreadsheet and WPS.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date

import xlsxwriter

Parts = dict[str, bytes]
SHEET, STRINGS, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
BOOK_RELATIONS, ROOT_RELATIONS, TYPES = "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml"


def table() -> Parts:
    """Texts, numbers under formats, a date, a truth, a formula, an error and merged cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("表一")
    formats = {code: book.add_format({"num_format": code}) for code in ("0%", "0_%", "0!.0,", "yyyy-mm-dd")}
    sheet.write_row(0, 0, ["编号", "名称 & <别名>", "进度", "比例", "金额", "日期", "是否", "合计", "比值"])
    for row in range(1, 4):
        sheet.write_string(row, 0, f"TY-000{row}")
        sheet.write_string(row, 1, f"健身点{row}")
        sheet.write_number(row, 2, 0.856, formats["0%"])
        sheet.write_number(row, 3, 40, formats["0_%"])
        sheet.write_number(row, 4, 12345678, formats["0!.0,"])
        sheet.write_datetime(row, 5, date(2021, 5, row), formats["yyyy-mm-dd"])
        sheet.write_boolean(row, 6, boolean=row != 2)
        sheet.write_formula(row, 7, f"=E{row + 1}*2", None, 24691356)
        sheet.write_formula(row, 8, f"=1/(E{row + 1}-E{row + 1})", None, "#DIV/0!")
    sheet.merge_range(4, 1, 5, 1, "合并")
    sheet.write_string(4, 0, "TY-0004")
    sheet.write_string(5, 0, "TY-0005")
    book.close()
    return unpacked(out.getvalue())


def unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def in_part(part: str, pattern: str, new: str, *, count: int = 0) -> Callable[[Parts], Parts]:
    """A change of a part's text."""

    def change(parts: Parts) -> Parts:
        changed, number = re.subn(pattern, new, parts[part].decode(), count=count)
        assert number, f"{part} has no {pattern}"
        return parts | {part: changed.encode()}

    return change


def _as_values_in_place(parts: Parts) -> Parts:
    """Texts in the cells, as `<c t="inlineStr"><v>`: EasyExcel's users' templates, and some exports."""
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", parts[STRINGS].decode())
    return _texts_in_place(parts, texts, '<c{} t="inlineStr"><v>{}</v></c>')


def _as_texts_in_place(parts: Parts) -> Parts:
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", parts[STRINGS].decode())
    return _texts_in_place(parts, texts, '<c{} t="inlineStr"><is><t>{}</t><rPh><t>nán</t></rPh></is></c>')


def _texts_in_place(parts: Parts, texts: list[str], form: str) -> Parts:
    sheet = re.sub(
        r'<c([^>]*?) t="s"><v>(\d+)</v></c>',
        lambda cell: form.format(cell[1], texts[int(cell[2])]),
        parts[SHEET].decode(),
    )
    return parts | {SHEET: sheet.encode()}


def _as_formulas_of_texts(parts: Parts) -> Parts:
    """A formula whose text stands in place."""
    sheet = re.sub(
        r'<c([^>]*?) t="s"><v>(\d+)</v></c>(?=<c r="B)', r'<c\1 t="s"><v>\2</v></c>', parts[SHEET].decode(), count=0
    )
    return parts | {SHEET: sheet.replace('<c r="A2" t="s"><v>9</v></c>', _FORMULA_IN_PLACE).encode()}


_FORMULA_IN_PLACE = '<c r="A2" t="str"><f>"TY-"&amp;"0001"</f><is><t>TY-0001</t></is></c>'


def _prefixed(parts: Parts) -> Parts:
    def prefix(part: bytes) -> bytes:
        tags = re.sub(r"<(/?)(?=[A-Za-z])(?![A-Za-z]+:)", r"<\1x:", part.decode())
        return re.sub(r"\bxmlns=", "xmlns:x=", tags).encode()

    return parts | {name: prefix(parts[name]) for name in (SHEET, STRINGS, STYLES, BOOK)}


def _single_quoted(parts: Parts) -> Parts:
    def quote(tag: re.Match[str]) -> str:
        return re.sub(r'="([^"\']*)"', r"='\1'", tag[0])

    return parts | {SHEET: re.sub(r"<[^<>?]+>", quote, parts[SHEET].decode()).encode()}


def _encoded(encoding: str, *names: str) -> Callable[[Parts], Parts]:
    def encode(parts: Parts) -> Parts:
        chosen = names or tuple(name for name in parts if name != TYPES and name.endswith((".xml", ".rels")))
        changed = {}
        for name in chosen:
            text = re.sub(r"^<\?xml[^>]*\?>\s*", "", parts[name].decode())
            changed[name] = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
        return parts | changed

    return encode


def _renamed(change: Callable[[str], str], *names: str) -> Callable[[Parts], Parts]:
    def rename(parts: Parts) -> Parts:
        return {change(name) if not names or name in names else name: data for name, data in parts.items()}

    return rename


def _moved(part: str, to: str) -> Callable[[Parts], Parts]:
    """A part elsewhere, found by its relation alone."""

    def move(parts: Parts) -> Parts:
        relations = ROOT_RELATIONS if part == BOOK else BOOK_RELATIONS
        old = part if part == BOOK else part.removeprefix("xl/")
        changed = dict(parts)
        changed[relations] = _replaced(changed[relations], f'"{old}"', f'"/{to}"')
        changed[TYPES] = _replaced(changed[TYPES], f'"/{part}"', f'"/{to}"')
        changed[to] = changed.pop(part)
        if part == BOOK:
            folder, _, name = to.rpartition("/")
            rels = _replaced(changed.pop(BOOK_RELATIONS), 'Target="', 'Target="/xl/')
            changed[f"{folder}/_rels/{name}.rels"] = rels
        return changed

    return move


def _replaced(part: bytes, old: str, new: str) -> bytes:
    for encoding in ("utf-8", "utf-16-le"):
        part = part.replace(old.encode(encoding), new.encode(encoding))
    return part


CONTENT: dict[str, Callable[[Parts], Parts]] = {
    "a dimension of A0": in_part(SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A0:I6"'),
    "a dimension with $": in_part(SHEET, r'<dimension ref="[^"]*"', '<dimension ref="$A$1:$I$6"'),
    "an empty dimension": in_part(SHEET, r'<dimension ref="[^"]*"', '<dimension ref=""'),
    "a dimension that is too small": in_part(SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A1"'),
    "a dimension that is too large": in_part(SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'),
    "no dimension": in_part(SHEET, r"<dimension[^>]*/>", ""),
    "merges with $": in_part(SHEET, r'mergeCell ref="B5:B6"', 'mergeCell ref="$B$5:$B$6"'),
    "places with $": in_part(SHEET, r'<c r="([A-Z]+)(\d+)"', r'<c r="$\1$\2"'),
    "places in small letters": in_part(SHEET, r'<c r="B(\d+)"', r'<c r="b\1"'),
    "cells without places": in_part(SHEET, r'<c r="[A-Z]+\d+"', "<c"),
    "rows without numbers": in_part(SHEET, r'<row r="\d+"', "<row"),
    "places last among the attributes": in_part(SHEET, r'<c (r="[A-Z]+\d+")((?: \w+="[^"]*")+)', r"<c\2 \1"),
    "texts as values in place": _as_values_in_place,
    "texts in place, with hints to read them": _as_texts_in_place,
    "a formula with its text in place": _as_formulas_of_texts,
    "comments and quoted texts of XML": in_part(SHEET, r"<v>(\d+)</v>", r"<v><!-- 1 --><![CDATA[\1]]></v>"),
    "truths in words": in_part(SHEET, r't="b"><v>0<', 't="b"><v>false<'),
    "numbers with blanks around them": in_part(SHEET, r"<v>(0.856|40)</v>", r"<v> \1 </v>"),
    "strings without a count": in_part(STRINGS, r' count="\d+" uniqueCount="\d+"', ""),
    "strings with a wrong count": in_part(STRINGS, r' count="\d+" uniqueCount="\d+"', ' count="1" uniqueCount="1"'),
    "attributes in single quotes": _single_quoted,
    "prefixes": _prefixed,
}
"""Oddities of what parts hold, in an order in which any of them can be made after any before it."""

ENCODINGS: dict[str, Callable[[Parts], Parts]] = {
    "all parts in UTF-16": _encoded("utf-16"),
    "the sheet in UTF-16": _encoded("utf-16", SHEET),
    "the strings in UTF-16": _encoded("utf-16", STRINGS),
    "the styles in UTF-16": _encoded("utf-16", STYLES),
    "the strings in GBK": _encoded("gbk", STRINGS),
    "the workbook in GB2312": _encoded("gb2312", BOOK),
}

PLACES: dict[str, Callable[[Parts], Parts]] = {
    "part names in capitals": _renamed(str.upper, SHEET, STRINGS, STYLES, BOOK, BOOK_RELATIONS),
    "a sheet's part in another case": _renamed(lambda _: "xl/worksheets/Sheet1.XML", SHEET),
    "strings in another case": _renamed(lambda _: "xl/SharedStrings.xml", STRINGS),
    "styles in another case": _renamed(lambda _: "xl/Styles.xml", STYLES),
    "part names with backslashes": _renamed(lambda name: name.replace("/", "\\")),
    "styles elsewhere": _moved(STYLES, "xl/formats/look.xml"),
    "strings elsewhere": _moved(STRINGS, "xl/data/texts.xml"),
    "the sheet elsewhere": _moved(SHEET, "xl/data/page.xml"),
    "the workbook elsewhere": _moved(BOOK, "book/main.xml"),
}

ODDITIES = CONTENT | ENCODINGS | PLACES


def odd(names: Iterable[str]) -> bytes:
    """The table with these oddities; they are made in the order in which they stand above."""
    parts = table()
    chosen = set(names)
    for name, make in ODDITIES.items():
        if name in chosen:
            parts = make(parts)
    return packed(parts)
