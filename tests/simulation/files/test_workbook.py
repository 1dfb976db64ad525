from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from lifecircle.forms import COVER_SHEET, load_forms
from simulation.files.cells import Clerk
from simulation.files.text import write_text
from simulation.files.workbook import write_workbook
from simulation.submissions.submission import Submission

_REPORT = Submission(
    form_name="monthly_report",
    unit_code="nanqiao",
    unit_name="南桥镇",
    period="2024-03",
    received_at=datetime(2024, 4, 3, tzinfo=UTC),
    cover={"town": "nanqiao", "period": "2024-03"},
    tables={
        "project_progress": [
            {"project_id": "XM04-2024-001", "project_name": "=1+1", "task_no": 3, "actual_start": date(2024, 3, 5)}
        ]
    },
)


def test_the_sheets_and_headers_are_the_forms(inbox: Path) -> None:
    # these months' only 议定事项台账 may be a .csv: the department stays with the program that it has
    workbooks = [form for form in load_forms().values() if any(inbox.glob(f"{form.stem}_*.xlsx"))]
    assert len(workbooks) >= len(load_forms()) - 1
    for form in workbooks:
        path = min(inbox.glob(f"{form.stem}_*.xlsx"))
        book = openpyxl.load_workbook(path, read_only=True)
        sheets = [table.sheet or form.title for table in form.tables.values()]
        assert book.sheetnames == ([COVER_SHEET] if form.cover else []) + sheets
        for sheet, table in zip(sheets, form.tables.values(), strict=True):
            header = [str(cell.value) for cell in next(book[sheet].iter_rows(max_row=1))]
            assert header == [column.header for column in table.columns.values()], path.name


def test_the_cover_has_a_key_in_one_cell_and_its_value_in_the_next(tmp_path: Path) -> None:
    write_workbook(_REPORT, tmp_path / "r.xlsx", Clerk())
    cover = openpyxl.load_workbook(tmp_path / "r.xlsx")[COVER_SHEET]
    assert [(row[0].value, row[1].value) for row in cover.iter_rows(max_row=2)] == [
        ("单位名称", "南桥镇"),
        ("报告月份", "2024-03"),
    ]


def test_a_text_that_looks_like_a_formula_stays_a_text_and_a_date_is_a_date(tmp_path: Path) -> None:
    write_workbook(_REPORT, tmp_path / "r.xlsx", Clerk())
    row = openpyxl.load_workbook(tmp_path / "r.xlsx")["项目进展"][2]
    assert (row[1].value, row[1].data_type) == ("=1+1", "s")
    assert (row[5].is_date, row[5].number_format) == (True, "yyyy-mm-dd")


def test_a_column_that_the_sender_s_template_lacks_is_left_out(tmp_path: Path) -> None:
    write_workbook(replace(_REPORT, omitted=frozenset(["progress_pct"])), tmp_path / "r.xlsx", Clerk())
    header = [cell.value for cell in openpyxl.load_workbook(tmp_path / "r.xlsx")["项目进展"][1]]
    assert "形象进度" not in header
    assert "项目状态" in header


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_ledger_as_text_has_its_header_and_names_in_the_chosen_encoding(encoding: str, tmp_path: Path) -> None:
    ledger = Submission(
        form_name="supervision_ledger",
        unit_code="kewei",
        unit_name="区科委",
        period="2024Q1",
        received_at=datetime(2024, 4, 3, tzinfo=UTC),
        tables={"supervision_ledger": [{"supervision_id": "DC1", "town": "nanqiao", "findings": "-2+3"}]},
        ending="csv",
        encoding=encoding,
    )
    write_text(ledger, tmp_path / "l.csv", Clerk())
    lines = (tmp_path / "l.csv").read_text(encoding=encoding).splitlines()
    assert lines[0] == "督促编号,街镇,任务序号,督促日期,督促方式,发现问题,整改期限,整改完成日期"
    assert lines[1] == "DC1,南桥镇,,,,'-2+3,,"
