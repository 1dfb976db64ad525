"""Every form, filled in as a clerk would, is accepted without a finding; so it is once LibreOffice has saved it."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lifecircle.forms import Form, load_forms
from receipts.forms.sending import UnknownFormError, forms_of_month, templates
from workflows.checking import check_files

FILLED: dict[str, Mapping[str, Any]] = {
    "project_progress": {
        "project_id": "XM04-2024-001", "project_name": "社区公园新建项目", "task_no": 5, "status": "在建",
        "progress_pct": 40, "actual_start": date(2024, 1, 8), "month_investment": 12.5, "ytd_investment": 80,
        "progress_note": "主体施工", "next_step": "继续施工",
    },
    "issues": {
        "issue_id": "WT04-2024-001", "category": "资金", "description": "资金到位较慢", "dept": "区财政局",
        "raised_on": date(2024, 3, 5), "status": "待处理",
    },
    "engagement": {
        "held_on": date(2024, 3, 8), "kind": "座谈会", "participants": 32, "opinions": 5, "answered": 5,
        "professional": "社区规划师、社会组织", "organisation": "南桥社区规划工作室", "stage": "项目实施",
    },
    "statements": {"subject_id": "XM04-2024-001", "statement": "施工单位已更换，四月复工"},
    "plan_projects": {
        "project_id": "XM04-2024-001", "project_name": "社区公园新建项目", "task_no": 5, "facility_type": "社区公园",
        "works": "新建", "implementing_body": "南桥镇人民政府", "dept": "区绿化市容局",
        "planned_start": date(2024, 1, 8), "planned_finish": date(2024, 10, 31), "total_investment": 300,
        "year_investment": 200, "fund_city": 100, "fund_district": 100, "fund_town": 100,
        "demand_ids": "XQ04-001、XQ04-002", "community_code": "JC04-001", "lon": 121.4581, "lat": 30.9152,
        "planned_q1": 10, "planned_q2": 30,
        "planned_q3": 60, "planned_q4": 100,
    },
    "demands": {
        "demand_id": "XQ04-001", "community_code": "JC04-001", "task_no": 5, "facility_type": "社区公园",
        "service_class": "基础保障", "description": "希望增设社区公园", "source": "居民", "people": 12,
        "priority": "高",
    },
    "blueprint_scope": {"community_code": "JC04-001", "area_kind": "居住地区", "covered": "是"},
    "facility_ledger": {
        "facility_id": "SS11-00001", "facility_name": "南桥健身场地", "facility_type": "健身场地", "town": "南桥镇",
        "lon": 121.4581, "lat": 30.9152, "opened_on": date(2020, 5, 1), "status": "在用", "accessible": "是",
    },
    "indicator_ledger": {"indicator_code": "T12_5G", "town": "南桥镇", "numerator": 90, "denominator": 100},
    "disbursement_ledger": {
        "disbursement_id": "BF2024-001", "project_id": "XM04-2024-001", "fund_source": "区级",
        "paid_on": date(2024, 3, 12), "amount": 500000,
    },
    "approval_ledger": {
        "approval_id": "SP2024-001", "project_id": "XM04-2024-001", "item": "立项", "accepted_on": date(2024, 3, 1),
    },
    "supervision_ledger": {
        "supervision_id": "DC2024-001", "town": "南桥镇", "task_no": 5, "supervised_on": date(2024, 3, 12),
        "manner": "现场", "findings": "进度偏慢", "rectify_by": date(2024, 4, 30),
    },
    "recognition_ledger": {
        "document": "年度计划", "town": "南桥镇", "year": 2024, "version": "v1", "filed_on": date(2023, 11, 20),
    },
    "satisfaction_ledger": {"facility_id": "SS11-00001", "town": "南桥镇", "good": 20, "bad": 2, "rectified": 2},
    "community_ledger": {
        "community_code": "JC04-001", "community_name": "古华居委会", "town": "南桥镇", "kind": "居委会",
        "area_kind": "居住地区", "new_city": "是", "lon": 121.4581, "lat": 30.9152, "population": 3200,
    },
    "resolution_ledger": {
        "resolution_id": "YD2024-001", "met_on": date(2024, 3, 20), "matter": "协调社区公园用地",
        "dept": "区规划资源局", "town": "南桥镇", "subject_id": "XM04-2024-001", "due_on": date(2024, 6, 30),
    },
}  # fmt: skip
COVER = {
    "prepared_by": "测试员",
    "phone": "021-57420000",
    "prepared_on": date(2024, 4, 2),
    "completed_on": date(2024, 4, 2),
}
LISTED = ("enum", "town", "dept", "facility_type", "indicator", "task", "bool")
SENDERS = {
    "facility_ledger": "区体育局",
    "indicator_ledger": "区科委",
    "disbursement_ledger": "区财政局",
    "approval_ledger": "区发展改革委",
    "supervision_ledger": "区规划资源局",
    "recognition_ledger": "区规划资源局",
    "satisfaction_ledger": "区地区办",
    "community_ledger": "区地区办",
    "resolution_ledger": "区规划资源局",
}


def filled_in(form: Form, content: bytes) -> bytes:
    """The form with its cover completed and one row in each table, as typed into Excel."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for number, field in enumerate(form.cover, 1):
        if field in COVER:
            book["封面"].cell(number, 2, COVER[field])
    for name, table in form.tables.items():
        sheet = book[table.sheet or form.title]
        for number, field in enumerate(table.columns, 1):
            sheet.cell(2, number, FILLED[name].get(field))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_month(form_name: str) -> tuple[str, bytes]:
    unit = SENDERS.get(form_name, "南桥镇")
    (blank,) = forms_of_month(None, "2024-03", unit, form_name)
    return blank.file_name, filled_in(load_forms()[form_name], blank.content)


def findings(path: Path) -> list[str]:
    (checked,) = check_files([path], None)
    assert checked.receipt.outcome == "accepted", [finding.message for finding in checked.receipt.findings]
    return [f"{finding.code} {finding.message}" for finding in checked.receipt.findings]


@pytest.mark.parametrize("form_name", load_forms())
def test_a_form_filled_in_is_accepted_without_a_finding(form_name: str, tmp_path: Path) -> None:
    file_name, content = of_month(form_name)
    path = tmp_path / file_name
    path.write_bytes(content)
    assert findings(path) == []


@pytest.mark.parametrize("form_name", load_forms())
def test_what_may_be_chosen_is_a_list_and_what_is_a_number_or_a_date_is_checked(form_name: str) -> None:
    (blank,) = templates(form_name)
    book, form = openpyxl.load_workbook(io.BytesIO(blank.content)), load_forms()[form_name]
    for table in form.tables.values():
        sheet = book[table.sheet or form.title]
        kinds = {
            cells.min_col: check.type for check in sheet.data_validations.dataValidation for cells in check.sqref.ranges
        }
        for number, column in enumerate(table.columns.values(), 1):
            checked = {"date": "date", "int": "whole"}.get(column.type, "decimal")
            free = column.type in ("text", "code", "list", "period")
            assert kinds.get(number) == (None if free else "list" if column.type in LISTED else checked), column.header
            assert sheet.cell(1, number).comment is not None
        assert not sheet.protection.sheet


def test_the_same_form_has_the_same_bytes() -> None:
    first, second = ([blank.content for blank in templates()] for _ in range(2))
    assert first == second


def test_an_unknown_unit_or_form_is_named_with_what_there_is() -> None:
    with pytest.raises(UnknownFormError, match="没有“无此镇”这个街镇或者部门"):
        list(forms_of_month(None, "2024-03", "无此镇"))
    with pytest.raises(UnknownFormError, match="没有“月保”这种表；有：街镇月报"):
        list(templates("月保"))


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_saved_by_libreoffice_it_is_accepted_still_and_its_lists_are_there(ending: str, tmp_path: Path) -> None:
    typed, saved = tmp_path / "typed", tmp_path / "saved"
    typed.mkdir()
    for form_name in load_forms():
        file_name, content = of_month(form_name)
        (typed / file_name).write_bytes(content)
    _convert(typed, saved, ending)
    again = tmp_path / "again"
    _convert(saved, again, "xlsx")
    assert len(list(saved.iterdir())) == len(load_forms())
    for path in sorted(saved.iterdir()):
        assert findings(path) == [], path.name
        with zipfile.ZipFile(again / f"{path.stem}.xlsx") as book:
            sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        form = next(form for form in load_forms().values() if path.name.startswith(f"{form.stem}_"))
        has_lists = any(column.type in LISTED for table in form.tables.values() for column in table.columns.values())
        assert any(b'type="list"' in sheet for sheet in sheets) == has_lists, path.name


def _convert(folder: Path, target: Path, ending: str) -> None:
    target.mkdir()
    profile = f"-env:UserInstallation=file://{target.parent / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(target)]
    subprocess.run([*command, *map(str, sorted(folder.iterdir()))], check=True, capture_output=True)
