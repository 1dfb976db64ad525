"""A plain .xlsx from cells as another format held them: numbers as exact as they were, text as text."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import Literal

from lifecircle.cell_names import cell_name
from receipts.xml_splice import attribute, text

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_TYPES = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_FIRST_CUSTOM_FORMAT = 164
_WIDEST = 255


@dataclass(frozen=True)
class PlainCell:
    """A cell: a number as its digits, text, `1` or `0`, an error's name, or a formula of which no value is known."""

    kind: Literal["number", "text", "boolean", "error", "unvalued"]
    value: str = ""
    number_format: str = "General"
    is_bold: bool = False


@dataclass
class PlainSheet:
    """A sheet: its cells by row and column, counted from 1 as Excel does."""

    name: str
    rows: dict[int, dict[int, PlainCell]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    hidden_rows: set[int] = field(default_factory=set)
    columns: dict[int, tuple[float | None, bool]] = field(default_factory=dict)
    """Width in characters, and whether it is hidden."""
    is_hidden: bool = False


def build_workbook(sheets: list[PlainSheet], *, is_1904: bool = False) -> bytes:
    """Write the sheets as an .xlsx; the same sheets give the same bytes."""
    formats = list(dict.fromkeys([("General", False), *(_format(cell) for cell in _cells(sheets))]))
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": f'<Relationships {_RELATIONS}><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": _workbook(sheets, is_1904),
        "xl/_rels/workbook.xml.rels": _workbook_relations(len(sheets)),
        "xl/styles.xml": _styles(formats),
    }
    for number, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(sheet, formats)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _cells(sheets: list[PlainSheet]) -> list[PlainCell]:
    return [cell for sheet in sheets for row in sheet.rows.values() for cell in row.values()]


def _format(cell: PlainCell) -> tuple[str, bool]:
    return cell.number_format, cell.is_bold


def _content_types(sheets: int) -> str:
    parts = {"workbook": f"{_TYPE}sheet.main+xml", "styles": f"{_TYPE}styles+xml"}
    parts |= {f"worksheets/sheet{number}": f"{_TYPE}worksheet+xml" for number in range(1, sheets + 1)}
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{content_type}"/>' for name, content_type in parts.items()
    )
    return (
        f'<Types {_TYPES}><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _workbook(sheets: list[PlainSheet], is_1904: bool) -> str:
    listed = "".join(
        f'<sheet name={attribute(sheet.name)} sheetId="{number}" r:id="rId{number}"'
        + (' state="hidden"/>' if sheet.is_hidden else "/>")
        for number, sheet in enumerate(sheets, start=1)
    )
    properties = '<workbookPr date1904="1"/>' if is_1904 else ""
    return f'<workbook {_MAIN} xmlns:r="{_OFFICE}">{properties}<sheets>{listed}</sheets></workbook>'


def _workbook_relations(sheets: int) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, sheets + 1)
    )
    styles = f'<Relationship Id="rId{sheets + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return f"<Relationships {_RELATIONS}>{listed}{styles}</Relationships>"


def _styles(formats: list[tuple[str, bool]]) -> str:
    custom = list(dict.fromkeys(code for code, _ in formats if code != "General"))
    numbers = {"General": 0, **{code: _FIRST_CUSTOM_FORMAT + order for order, code in enumerate(custom)}}
    declared = "".join(f'<numFmt numFmtId="{numbers[code]}" formatCode={attribute(code)}/>' for code in custom)
    cell_formats = "".join(
        f'<xf numFmtId="{numbers[code]}" fontId="{int(is_bold)}" fillId="0" borderId="0" xfId="0" '
        'applyNumberFormat="1" applyFont="1"/>'
        for code, is_bold in formats
    )
    font = '<sz val="11"/><name val="宋体"/>'
    return (
        f"<styleSheet {_MAIN}>"
        + (f'<numFmts count="{len(custom)}">{declared}</numFmts>' if custom else "")
        + f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{cell_formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet(sheet: PlainSheet, formats: list[tuple[str, bool]]) -> str:
    style = {format_: number for number, format_ in enumerate(formats)}
    columns = "".join(
        f'<col min="{column}" max="{column}"'
        + (f' width="{min(width, _WIDEST):.2f}" customWidth="1"' if width else ' width="9"')
        + (' hidden="1"/>' if is_hidden else "/>")
        for column, (width, is_hidden) in sorted(sheet.columns.items())
    )
    rows = "".join(
        f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row in sheet.hidden_rows else ""}>'
        + "".join(_cell(cell_name(row, column), cell, style[_format(cell)]) for column, cell in sorted(cells.items()))
        + "</row>"
        for row, cells in sorted(sheet.rows.items())
    )
    merged = "".join(
        f'<mergeCell ref="{cell_name(top, left)}:{cell_name(bottom, right)}"/>'
        for top, left, bottom, right in sheet.merges
    )
    return (
        f"<worksheet {_MAIN}>"
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{rows}</sheetData>"
        + (f'<mergeCells count="{len(sheet.merges)}">{merged}</mergeCells>' if merged else "")
        + "</worksheet>"
    )


def _cell(name: str, cell: PlainCell, style: int) -> str:
    head = f'<c r="{name}" s="{style}"'
    if cell.kind == "text":
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{text(cell.value)}</t></is></c>'
    if cell.kind == "unvalued":
        # what it would compute to is an error still: whoever opens the copy sees what is missing
        return f"{head}><f>NA()</f></c>"
    kind = {"number": "", "boolean": ' t="b"', "error": ' t="e"'}[cell.kind]
    return f"{head}{kind}><v>{text(cell.value)}</v></c>"
