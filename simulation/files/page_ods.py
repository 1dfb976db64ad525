"""Pages as .ods: the few parts that a spreadsheet of OpenDocument needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from simulation.files.page import Ink, Line, Page
from simulation.files.zipped import write_parts

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_BORDERED = '<style:style style:name="bordered" style:family="table-cell"/>'


def write_ods(pages: list[Page], path: Path) -> None:
    """Write the pages: values, stored values of formulas, percentages, merges and what is hidden."""
    tables = "".join(_table(page) for page in pages)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{_BORDERED}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": _MIME, "META-INF/manifest.xml": _MANIFEST, "content.xml": content}
    write_parts(path, {name: part.encode() for name, part in parts.items()}, stored=frozenset(["mimetype"]))


def _table(page: Page) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in page.merges}
    covered = page.covered()
    columns = "".join(
        f"<table:table-column{_collapsed(column in page.hidden_columns)}/>" for column in range(max(1, page.width))
    )
    rows = "".join(
        f"<table:table-row{_collapsed(row in page.hidden_rows)}>{_cells(row, line, page.width, spans, covered)}"
        "</table:table-row>"
        for row, line in enumerate(page.lines)
    )
    if page.formatted_rows:
        rows += (
            f'<table:table-row table:number-rows-repeated="{page.formatted_rows}">'
            f'<table:table-cell table:style-name="bordered" table:number-columns-repeated="{max(1, page.width)}"/>'
            "</table:table-row>"
        )
    return f"<table:table table:name={quoteattr(page.title)}>{columns}{rows}</table:table>"


def _collapsed(is_hidden: bool) -> str:
    return ' table:visibility="collapse"' if is_hidden else ""


def _cells(
    row: int, line: Line, width: int, spans: dict[tuple[int, int], tuple[int, int]], covered: set[tuple[int, int]]
) -> str:
    cells = []
    for column in range(width):
        ink = line[column] if column < len(line) else None
        if (row, column) in covered:
            cells.append("<table:covered-table-cell/>")
            continue
        down, across = spans.get((row, column), (1, 1))
        span = ""
        if (down, across) != (1, 1):
            span = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
        cells.append(_cell(ink, span))
    return "".join(cells) or "<table:table-cell/>"


def _cell(ink: Ink | None, span: str) -> str:
    if ink is None or ink.value is None:
        return f"<table:table-cell{span}/>"
    value = ink.value
    formula = f" table:formula={quoteattr(f'of:={ink.formula}')}" if ink.formula else ""
    if isinstance(value, str):
        kind, shown = 'office:value-type="string"', value
    elif isinstance(value, date):
        kind, shown = f'office:value-type="date" office:date-value="{value}"', str(value)
    elif ink.is_percent:
        kind, shown = f'office:value-type="percentage" office:value="{value}"', f"{value:.0%}"
    else:
        kind, shown = f'office:value-type="float" office:value="{value}"', str(value)
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell{formula} {kind}{span}>{lines}</table:table-cell>"


def _spaced(text: str) -> str:
    """Keep blanks at the ends, which XML readers would drop."""
    return escape(text).replace(" ", "<text:s/>") if text != text.strip(" ") else escape(text)
