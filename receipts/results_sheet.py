"""The sheet 校验结果 of a marked workbook: what was found, a line for what is alike, each with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterable

from lifecircle.cell_names import cell_name
from lifecircle.wording import FURTHER_FAULTS, SEVERITIES
from receipts.content import FURTHER
from receipts.lines import lines_of
from receipts.marks import RESULTS_SHEET, Mark
from receipts.package import Package
from receipts.sheets import Cell
from receipts.styles import FILLS, Styles
from receipts.xml_splice import Element, append_child, attribute, text, walk

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PART = "xl/lifecircle/results.xml"
_HEADINGS = ("序号", "性质", "工作表", "位置", "转到", "列名", "所填内容", "问题与处理")
_WIDTHS = (6, 11, 16, 16, 7, 22, 24, 80)
_JUMP = "转到"
_JUMP_AT = _HEADINGS.index(_JUMP)
_KINDS = {**SEVERITIES, FURTHER: FURTHER_FAULTS}
_FIRST_ROW = 4
_LONGEST = 1000
_MOST_LINES = 20
_NOTE = (
    "本表列出全部问题，点“转到”即到所说的单元格（多处的到第一处）；本表不作为报送内容。请在各工作表的标色单元格处改正"
    "（批注写明问题），保存后直接报送本文件，不必删除本表。"
)


def write_results(package: Package, styles: Styles, placed: Iterable[tuple[Mark, Cell | None]], ask: str) -> None:
    """Add the list of findings as the workbook's last sheet, in place of one that an earlier check left there.

    `ask` says whom to ask.
    """
    title, note, heading = (
        styles.add_own(is_bold=True, size=12),
        styles.add_own(),
        styles.add_own("heading", is_bold=True),
    )
    coloured = {severity: styles.add_own(severity) for severity in FILLS}
    jump = styles.add_own(is_link=True)
    rows = [_row(1, [RESULTS_SHEET], title), _row(2, [_NOTE + ask], note), _row(_FIRST_ROW - 1, _HEADINGS, heading)]
    links = []
    cells = dict(placed)
    for number, line in enumerate(lines_of(cells), start=1):
        row, mark = _FIRST_ROW + number - 1, line.first
        cell = cells[mark]
        name = cell_name(*cell) if cell else ""
        where = name if line.count == 1 and name else line.rows
        can_jump = bool(cell and mark.sheet)
        told = (
            str(number),
            _KINDS[mark.severity],
            mark.sheet,
            where,
            _JUMP if can_jump else "",
            mark.column_header,
            mark.value,
            line.message,
        )
        rows.append(_row(row, told, note, {1: coloured[mark.severity], _JUMP_AT: jump}))
        if mark.sheet and can_jump:
            target = "'" + mark.sheet.replace("'", "''") + f"'!{name}"
            reference = cell_name(row, _JUMP_AT + 1)
            links.append(f'<hyperlink ref="{reference}" location={attribute(target)} display="{_JUMP}"/>')
    data = _sheet_part(rows, links)
    existing = _existing(package)
    if existing:
        package[existing] = data
        package.unrelate(existing, "comments")
        package.unrelate(existing, "vmlDrawing")
    else:
        _append(package, data)


def _row(number: int, values: Iterable[str | None], style: int, other: dict[int, int] | None = None) -> str:
    shown = [(value or "")[:_LONGEST] for value in values]
    cells = "".join(
        f'<c r="{cell_name(number, column + 1)}" s="{(other or {}).get(column, style)}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{text(value)}</t></is></c>'
        for column, value in enumerate(shown)
    )
    return f'<row r="{number}" ht="{18 * _lines(shown)}" customHeight="1">{cells}</row>'


def _lines(values: list[str]) -> int:
    """How many lines a row needs: a Chinese character takes the room of two Latin letters."""
    # a single cell is the title or the note, which have the whole width
    widths = _WIDTHS if len(values) > 1 else (sum(_WIDTHS),)
    taken = [sum(1 + (not sign.isascii()) for sign in value) for value in values]
    lines = [
        room // (width - 1) + 1 + value.count("\n") for room, width, value in zip(taken, widths, values, strict=True)
    ]
    return min(max(*lines, 1), _MOST_LINES)


def _sheet_part(rows: list[str], links: list[str]) -> bytes:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, start=1)
    )
    hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="{_FIRST_ROW - 1}" '
        f'topLeftCell="A{_FIRST_ROW}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<mergeCells count="2"><mergeCell ref="A1:H1"/><mergeCell ref="A2:H2"/></mergeCells>{hyperlinks}'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _existing(package: Package) -> str | None:
    wanted: list[str] = []

    def on_start(element: Element) -> None:
        if element.name == "sheet" and element.attributes.get("name") == RESULTS_SHEET:
            wanted.extend(value for name, value in element.attributes.items() if name.endswith(":id"))

    walk(package[package.workbook], on_start)
    parts = {relation.id: relation.part for relation in package.related(package.workbook)}
    return parts.get(wanted[0]) if wanted else None


def _append(package: Package, data: bytes) -> None:
    ids: list[int] = [0]

    def on_start(element: Element) -> None:
        if element.name == "sheet":
            ids.append(int(element.attributes.get("sheetId", 0)))

    workbook = package.workbook
    walk(package[workbook], on_start)
    package.add(_PART, _SHEET_TYPE, data)
    relation = package.relate(workbook, "worksheet", _PART)
    new = f'name="{RESULTS_SHEET}" sheetId="{max(ids) + 1}" xmlns:r="{_RELATIONS}" r:id="{relation}"/>'
    package[workbook] = append_child(package[workbook], "sheets", lambda prefix: f"<{prefix}sheet {new}")
