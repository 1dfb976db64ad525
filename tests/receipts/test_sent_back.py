"""A town mends the marked copy and sends it back: what is read of it is what would be read of the original, mended."""

from __future__ import annotations

import io
from dataclasses import astuple
from pathlib import Path

import openpyxl

from ingestion.submission import Submission, read_submission
from lifecircle.calendar import parse_moment
from receipts.content import PlacedFinding
from receipts.marking import mark_workbook
from receipts.marks import marks_of
from tests.building.workbooks import monthly_report, project

RECEIVED = parse_moment("2024-04-02T09:00:00+08:00")
NAME = "月报_南桥镇_2024-03.xlsx"
ORIGINAL = monthly_report(
    projects=[project(progress_pct="约八成"), project("NQ2024-002", status="=SUM(1)"), project("NQ2024-003")],
    issues=[],
    公众参与=[["活动日期", "活动形式", "参与人数", "自加的列"], ["2024-03-05", "座谈会", "很多", 1]],
)


def read(data: bytes) -> Submission:
    return read_submission(NAME, "0" * 64, RECEIVED, data)


def marked(tmp_path: Path, submission: Submission) -> bytes:
    places = {(of["table_name"], of["field"]): of["column_number"] for of in submission.sheet_columns}
    found = [*submission.findings, *(finding for table in submission.tables for finding in table.findings)]
    placed = [
        PlacedFinding(
            of.code, "error", "", of.table_name, of.sheet, of.row_number, of.field,
            places.get((of.table_name, of.field)), of.column_header, of.value, of.message,
        )
        for of in found
    ]  # fmt: skip
    source, target = tmp_path / "original", tmp_path / "copy"
    source.write_bytes(ORIGINAL)
    mark_workbook(source, "xlsx", marks_of(placed), target)
    return target.read_bytes()


def test_a_marked_copy_is_read_as_the_original_its_extra_sheet_is_not(tmp_path: Path) -> None:
    original = read(ORIGINAL)
    copy = read(marked(tmp_path, original))
    assert sum(len(table.findings) for table in original.tables) == 3
    assert (copy.rejected_by, copy.cover) == (None, original.cover)
    assert [astuple(table) for table in copy.tables] == [astuple(table) for table in original.tables]
    assert copy.findings == original.findings
    assert copy.sheet_columns == original.sheet_columns


def test_what_is_mended_in_the_copy_is_no_finding_any_more(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(marked(tmp_path, read(ORIGINAL))))
    commented = [cell for sheet in book for row in sheet for cell in row if cell.comment]
    assert [(cell.parent.title, cell.coordinate, cell.value) for cell in commented] == [
        ("项目进展", "E2", "约八成"),
        ("项目进展", "D3", "=SUM(1)"),
        ("公众参与", "D1", "自加的列"),
        ("公众参与", "C2", "很多"),
    ]
    book["项目进展"]["E2"] = 80
    book["项目进展"]["D3"] = "在建"
    book["公众参与"]["C2"] = 120
    book["公众参与"]["D1"] = "收集意见数"
    buffer = io.BytesIO()
    book.save(buffer)
    mended = read(buffer.getvalue())
    assert mended.rejected_by is None
    assert [mended.findings, *(table.findings for table in mended.tables)] == [[], [], [], []]
