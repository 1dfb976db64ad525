"""Findings as they are shown: those that say the same of several rows are one line with a count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from receipts.content import PlacedFinding
from receipts.marks import Mark

_MOST_RUNS = 6
"""So many runs of rows are named; the cells are marked one by one all the same."""


T = TypeVar("T", PlacedFinding, Mark)


@dataclass(frozen=True)
class Line(Generic[T]):
    """Findings that differ in nothing but their rows: all of them, and what they say together."""

    findings: tuple[T, ...]
    rows: str
    """第 5 行, or 第 5—84 行; empty where no row is known."""
    message: str

    @property
    def first(self) -> T:
        """The one that stands for all."""
        return self.findings[0]

    @property
    def count(self) -> int:
        """How many findings it stands for."""
        return len(self.findings)


def lines_of(findings: Iterable[T]) -> list[Line[T]]:
    """Bring findings that say the same of several rows together; the order is that of the first of each."""
    alike: dict[tuple[str | None, ...], list[T]] = defaultdict(list)
    for finding in findings:
        row, statement = _without_row(finding)
        said = (finding.severity, finding.sheet, finding.column_header, finding.value, row, statement)
        alike[said].append(finding)
    return [_line(tuple(together)) for together in alike.values()]


def row_numbers(rows: Sequence[int]) -> str:
    """Write rows as a clerk reads them: 第 5 行, 第 5、7、9—12 行, 第 2、4、6、8、10、12 行等."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], row]
        else:
            runs.append([row])
    named = "、".join("—".join(map(str, run)) for run in runs[:_MOST_RUNS])
    return f"第 {named} 行{'等' if len(runs) > _MOST_RUNS else ''}"


def _line(findings: tuple[T, ...]) -> Line[T]:
    first = findings[0]
    numbers = [finding.row_number for finding in findings if finding.row_number is not None]
    rows = row_numbers(numbers) if numbers else ""
    if len(findings) == 1:
        return Line(findings, rows, first.message)
    _, statement = _without_row(first)
    return Line(findings, rows, f"{rows}{statement}（共 {len(findings)} 处）")


def _without_row(finding: PlacedFinding | Mark) -> tuple[str, str]:
    """The row, empty where the message begins with it, and what the message says of the row."""
    if finding.row_number is None:
        return "none", finding.message
    beginning = f"第 {finding.row_number} 行"
    statement = finding.message.removeprefix(beginning)
    return ("" if statement != finding.message else str(finding.row_number)), statement
