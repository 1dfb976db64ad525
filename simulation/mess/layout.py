"""Sheets as people lay them out: what is above, between and below the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from random import Random

from lifecircle.forms import Column, Table
from simulation.chance import happens
from simulation.files.page import Ink, Line, Page
from simulation.mess.degree import Degree
from simulation.mess.hand import MONEY, Hand
from simulation.mess.headings import Head, Heading, head_of
from simulation.mess.row_faults import MessyRow

_INSTRUCTIONS = ("填报说明请见末页", "请于次月5日前报送", "本表由各单位据实填写", "模拟数据，仅供试用")
_REMARKS = ("已核", "张工", "见附件", "现场照片已传")
_SPANNED_DOWN = ("text", "enum", "task", "town", "dept", "date")
"""Types whose value, merged down, holds for every row."""
_TOTALS = ("合计", "小计", "总计")


@dataclass(frozen=True)
class Layout:
    """Lays out the sheets of one submission."""

    rng: Random
    degree: Degree
    hand: Hand
    ending: str

    @property
    def _has_formats(self) -> bool:
        return self.ending != "csv"

    def page(
        self, title: str, heading: str, table: Table, rows: list[MessyRow], omitted: frozenset[str] = frozenset()
    ) -> Page:
        """Lay out a table under a heading line, on a sheet of the title."""
        head = head_of(self.rng, self.degree, table, omitted, may_span=self._has_formats)
        page = Page(title)
        self._begin(page, heading, head)
        self._write_head(page, head)
        self._write_rows(page, head, table, rows)
        self._end(page)
        return page

    def _is(self, share: float = 1.0) -> bool:
        return happens(self.rng, self.degree.layout * share)

    def _begin(self, page: Page, heading: str, head: Head) -> None:
        width = len(head.headings)
        if self._is():
            if self._has_formats and width > 1:
                page.merges.append((0, 0, 0, width - 1))
            page.lines.append([Ink(heading)])
            for text in self.rng.sample(_INSTRUCTIONS, self.rng.choice((0, 0, 1, 2))):
                page.lines.append([Ink(text)])
            if self._is():
                page.lines.append([])
        if head.unit_line:
            page.lines.append([*[None] * max(0, width - 2), Ink(self.rng.choice(("单位：", "单位:")) + head.unit_line)])

    def _write_head(self, page: Page, head: Head) -> None:
        row = len(page.lines)
        page.headers.add(row)
        if not any(heading.upper for heading in head.headings):
            page.lines.append([Ink(heading.text) for heading in head.headings])
            return
        page.headers.add(row + 1)
        upper: Line = []
        lower: Line = []
        place = 0
        for span, headings in groupby(head.headings, key=lambda heading: heading.upper):
            texts = [Ink(heading.text) for heading in headings]
            if span:
                upper += [Ink(span), *[None] * (len(texts) - 1)]
                lower += texts
                page.merges.append((row, place, row, place + len(texts) - 1))
            else:
                upper += texts
                lower += [None] * len(texts)
                page.merges += [(row, place + n, row + 1, place + n) for n in range(len(texts))]
            place += len(texts)
        page.lines += [upper, lower]

    def _write_rows(self, page: Page, head: Head, table: Table, rows: list[MessyRow]) -> None:
        shown_as_percent = {
            name for name, column in table.columns.items() if column.type == "percent" and self._is(0.3)
        }
        merged = self._merged_columns(head, table)
        has_subtotals = self._is(0.2)
        since = len(page.lines)
        for number, row in enumerate(rows, 1):
            page.lines.append([self._cell(heading, table, row, number, shown_as_percent) for heading in head.headings])
            if happens(self.rng, self.degree.layout * 0.02):
                self._merge_down(page, merged, since)
                since = len(page.lines) + 1
                page.lines.append(self._total(head, table, rows[:number], "小计") if has_subtotals else [])
        self._merge_down(page, merged, since)
        if rows and self._is():
            page.lines.append(self._total(head, table, rows, self.rng.choice(_TOTALS)))

    def _cell(
        self, heading: Heading, table: Table, row: MessyRow, number: int, shown_as_percent: set[str]
    ) -> Ink | None:
        if heading.field is None:
            if heading.text == "序号":
                return Ink(number)
            return Ink(self.rng.choice(_REMARKS)) if happens(self.rng, 0.3) else None
        column, value = table.columns[heading.field], row.get(heading.field)
        return self.hand.write(column, value, heading.unit, as_percentage=heading.field in shown_as_percent)

    def _merged_columns(self, head: Head, table: Table) -> list[tuple[int, Column]]:
        if not self._has_formats or not self._is(0.5):
            return []
        columns = [(place, table.columns[h.field]) for place, h in enumerate(head.headings) if h.field]
        return [(place, column) for place, column in columns if column.type in _SPANNED_DOWN and not column.key]

    def _merge_down(self, page: Page, columns: list[tuple[int, Column]], since: int) -> None:
        """Merge equal cells that are below each other: the first one's value holds for all."""
        for place, _ in columns:
            top = since
            for row in range(since, len(page.lines) + 1):
                first = page.lines[top][place] if top < len(page.lines) else None
                if row < len(page.lines) and page.lines[row][place] == first:
                    continue
                if first is not None and first.formula is None and row - top > 1:
                    page.merges.append((top, place, row - 1, place))
                top = row

    def _total(self, head: Head, table: Table, rows: list[MessyRow], word: str) -> Line:
        line: Line = [Ink(word)]
        for heading in head.headings[1:]:
            column = table.columns[heading.field] if heading.field else None
            amounts = [row.get(heading.field or "") for row in rows]
            if column is not None and column.type in MONEY:
                total = sum(amount for amount in amounts if isinstance(amount, int | float))
                line.append(self.hand.write(column, round(total, 2), heading.unit))
            else:
                line.append(None)
        return line

    def _end(self, page: Page) -> None:
        data = range(max(page.headers) + 1, len(page.lines))
        if self._is(0.5):
            if self._is():
                page.lines.append([])
            page.lines.append([Ink(self.rng.choice(("填表说明：1.请勿改动表头。", "注：数据截至月底。", "填表说明")))])
            page.lines.append([Ink("2.金额以实际完成为准，由各单位负责人审核。")])
        if self._has_formats:
            if data and self._is(0.3):
                page.hidden_rows.add(self.rng.choice(data))
            if self._is(0.3):
                page.hidden_columns.add(self.rng.randrange(page.width))
            if self._is(0.3):
                page.formatted_rows = self.rng.randint(20, 400 if self.degree.is_thorough else 60)
