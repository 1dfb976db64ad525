"""The workbook as a file: its sheets in order, a cover that leads to them, and nothing that changes from run to run."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from lifecircle.calendar import CHINA
from lifecircle.wording import edition_name, quarter_name
from scorecards.edition import Edition
from scorecards.figures.quarter import Quarter
from scorecards.workbook.about import definition_table, difference_tables
from scorecards.workbook.cover import write_cover
from scorecards.workbook.departments import task_tables
from scorecards.workbook.layout import Table
from scorecards.workbook.lists import list_tables
from scorecards.workbook.projects import demand_table, project_tables
from scorecards.workbook.records import document_table, record_tables, year_table
from scorecards.workbook.styles import FONT, Styles
from scorecards.workbook.towns import history_table, town_tables
from scorecards.workbook.writing import write_table

_A4 = 9


def render_workbook(quarter: Quarter, edition: Edition) -> bytes:
    """Render an edition's workbook: the same figures and edition, the same bytes."""
    content = BytesIO()
    book = Workbook(content, _options())
    title = f"{quarter.district_name}“15分钟社区生活圈”行动{quarter_name(quarter.quarter)}评分卡"
    book.set_properties(
        {
            "title": title,
            "subject": edition_name(edition.name),
            "author": quarter.district_name,
            "company": quarter.district_name,
            "created": edition.as_of.astimezone(CHINA).replace(tzinfo=None),
        }
    )
    book.set_size(28000, 16000)
    styles = Styles(book)
    tables = list(_tables(quarter, edition))
    # the cover names sheets that come after it
    cover = write_cover(book, styles, quarter, edition, title, tables)
    sheets = [cover, *(write_table(book, styles, table) for table in tables)]
    for sheet in sheets:
        _set_up_for_print(sheet, title, edition)
    cover.activate()
    book.close()
    return content.getvalue()


def _options() -> dict[str, Any]:
    # made anew each time, for the library changes what it is given
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10, "font_scheme": "none"},
    }


def _tables(quarter: Quarter, edition: Edition) -> Iterator[Table]:
    yield from town_tables(quarter)
    if quarter.years:
        yield year_table(quarter)
    yield from task_tables(quarter)
    yield from project_tables(quarter)
    yield from list_tables(quarter)
    yield from record_tables(quarter)
    yield demand_table(quarter)
    yield document_table(quarter)
    yield history_table(quarter)
    yield from difference_tables(edition)
    yield definition_table(quarter)


def _set_up_for_print(sheet: Worksheet, title: str, edition: Edition) -> None:
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    # a size in a header ends at a space, or digits that follow would belong to it
    name = edition_name(edition.name) + ("（演示）" if edition.is_demo else "")
    sheet.set_header(f"&L&9 {_plain(title)}&R&9 {_plain(name)}")
    as_of = f"{edition.as_of.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
    sheet.set_footer(f"&L&9 数据截至 {as_of}&C&9 &A&R&9 第 &P 页，共 &N 页")


def _plain(text: str) -> str:
    return text.replace("&", "&&")
