"""Receipts, their index and the list of what to chase as pages: self-contained, without script, fit for A4."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lifecircle import wording
from lifecircle.cell_names import cell_name
from lifecircle.office import whom_to_ask
from lifecircle.wording import FURTHER_FAULTS, SEVERITIES
from receipts.calls import Chase
from receipts.chase import KINDS, NOT_YET, UNKNOWN_SENDER, WHEN_ASK
from receipts.content import PlacedFinding, Receipt
from receipts.harm import FOLDED, HARMS
from receipts.lines import Line, lines_of

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_SHOWN = 500
"""Findings of one severity on a page; the rest are in the marked copy or the list."""
_LONGEST_VALUE = 200
_MOST_CELLS = 2
"""Cells of one kind of finding on the list of what to chase; the rest are on the receipt."""
_MOST_NOTES = 5
"""A unit's notes that are shown without being asked for."""


def render_receipt(receipt: Receipt, copy: str | None) -> str:
    """Render a receipt; `copy` is the name of the marked copy or the list beside it."""
    groups = {
        severity: lines_of(finding for finding in receipt.findings if finding.severity == severity)
        for severity in SEVERITIES
    }
    template = _environment().get_template("receipt.html.j2")
    return template.render(
        receipt=receipt,
        copy=copy,
        groups={severity: found for severity, found in groups.items() if found},
        further=lines_of(receipt.further or ()),
        most_shown=_MOST_SHOWN,
    )


def render_index(receipts: list[Receipt]) -> str:
    """Render the list of all receipts, by unit."""
    units: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        units[receipt.unit_name or UNKNOWN_SENDER, receipt.unit_code or ""].append(receipt)
    return _environment().get_template("receipt_index.html.j2").render(units=units, receipts=receipts)


def render_chase(chase: Chase) -> str:
    """Render the list of what to chase: by harm, and within it by unit, which is rung once about all of it."""
    template = _environment().get_template("chase.html.j2")
    return template.render(
        chase=chase,
        harms=HARMS,
        folded=FOLDED,
        kinds=KINDS,
        when_ask=WHEN_ASK,
        not_yet=NOT_YET,
        most_cells=_MOST_CELLS,
        most_notes=_MOST_NOTES,
    )


@cache
def renderer_version() -> str:
    """Tell what receipts are made by: they are made again when it changes."""
    digest = sha256()
    for path in sorted([*Path(__file__).parent.glob("*.py"), *_TEMPLATES.glob("receipt*")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def place(line: Line[PlacedFinding]) -> str:
    """Write the place of a line: a cell where it is one."""
    finding = line.first
    where = [f"“{finding.sheet}”"] if finding.sheet else []
    if line.count == 1 and finding.row_number and finding.column_number:
        where.append(f"{cell_name(finding.row_number, finding.column_number)} 单元格")
    elif line.rows:
        where.append(line.rows)
    if finding.column_header:
        where.append(f"“{finding.column_header}”")
    return " ".join(where) or "整个文件"


def shortened(value: str) -> str:
    """Write a cell's text, cut where it is long."""
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…（共 {len(value)} 字）"


def link(path: str) -> str:
    """Write a path for a link."""
    return quote(path)


def short_moment(at: datetime) -> str:
    """Write a moment in Shanghai to the minute, as tables have room for."""
    return wording.moment(at).rpartition(":")[0]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters = (
        *(wording.moment, wording.minute, wording.period_name, wording.quarter_name),
        *(place, shortened, link, short_moment, wording.day_name, lines_of),
    )
    environment.globals |= {"severities": SEVERITIES, "further_faults": FURTHER_FAULTS, "whom_to_ask": whom_to_ask}
    environment.filters |= {function.__name__: function for function in filters}
    return environment
