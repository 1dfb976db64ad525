"""What is to be marked in a workbook, as it passes to the child process that opens the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from receipts.content import FURTHER, PlacedFinding, Receipt

RESULTS_SHEET = "校验结果"
"""The sheet that lists the findings; no form's sheet name is contained in it, so that it is never read."""

_MOST_MARKS = 20_000
"""More would take the child longer than it has, and nobody reads them."""
_BLANKS = re.compile(r"[\s:：*＊]+")


@dataclass(frozen=True)
class Mark:
    """A finding as it goes into a workbook: its place as far as that is known, and what it says."""

    sheet: str | None
    row_number: int | None
    column_number: int | None
    column_header: str | None
    severity: str
    value: str | None
    message: str


def all_marks(receipt: Receipt) -> list[Mark]:
    """Tell what to mark in a submission's workbook: what was found, then what else is wrong if it was sent back."""
    return marks_of([*receipt.findings, *(replace(finding, severity=FURTHER) for finding in receipt.further or ())])


def marks_of(findings: Iterable[PlacedFinding]) -> list[Mark]:
    """Tell what to mark in the workbook that has these findings."""
    marks = [
        Mark(
            finding.sheet,
            finding.row_number,
            finding.column_number,
            finding.column_header,
            finding.severity,
            finding.value,
            finding.message,
        )
        for finding in findings
    ]
    if len(marks) <= _MOST_MARKS:
        return marks
    rest = f"此处列出前 {_MOST_MARKS} 处，共 {len(marks)} 处，其余见回执的 receipt.json。"
    return [*marks[:_MOST_MARKS], Mark(None, None, None, None, marks[-1].severity, None, rest)]


def comparable(header: object) -> str:
    """A header or a cover's key as it is compared: without blanks, colons and asterisks."""
    return _BLANKS.sub("", str(header))
