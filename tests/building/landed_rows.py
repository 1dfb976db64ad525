"""A landed row of each table with nothing wrong in it; a test changes the one thing that it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from expectations.check import check_frames
from lifecircle.findings import Finding
from lifecircle.landed import row_schema

PERIOD = "2024-03"

_ROWS: dict[str, dict[str, Any]] = {
    "project_progress": {
        "project_id": "NQ2024-001", "project_name": "社区公园新建项目", "task_no": "5", "status": "在建",
        "progress_pct": 40.0, "actual_start": date(2024, 1, 8), "month_investment": 12.5, "ytd_investment": 80.0,
    },
    "issues": {
        "issue_id": "NQ-W001", "category": "资金", "description": "资金到位较慢", "dept": "caizheng",
        "raised_on": date(2024, 3, 5), "status": "待处理",
    },
    "engagement": {
        "held_on": date(2024, 3, 9), "kind": "座谈会", "participants": 30, "opinions": 8, "answered": 8,
    },
    "statements": {"subject_id": "NQ2024-001", "statement": "施工单位已更换，四月复工"},
    "plan_projects": {
        "project_id": "NQ2024-001", "project_name": "社区公园新建项目", "task_no": "5", "facility_type": "market",
        "works": "新建", "dept": "caizheng", "planned_start": date(2024, 1, 1), "planned_finish": date(2024, 12, 31),
        "total_investment": 1000.0, "year_investment": 500.0, "fund_district": 1000.0,
        "lon": 121.45, "lat": 30.92, "planned_q1": 10.0, "planned_q2": 30.0, "planned_q3": 60.0, "planned_q4": 100.0,
    },
    "demands": {
        "demand_id": "NQ-D001", "community_code": "NQ001", "task_no": "7", "facility_type": "market",
        "service_class": "基础保障", "description": "希望完善菜市场", "source": "居民", "people": 12, "priority": "高",
    },
    "blueprint_scope": {"community_code": "NQ001", "area_kind": "居住地区", "covered": True},
    "facility_ledger": {
        "facility_id": "SS01-0001", "facility_name": "菜市场", "facility_type": "market", "town": "nanqiao",
        "lon": 121.45, "lat": 30.92, "status": "在用", "floor_area": 500.0, "capacity": 80.0,
    },
    "indicator_ledger": {
        "indicator_code": "T11_SPONGE", "town": "nanqiao", "numerator": 52.0, "denominator": 211.0,
    },
    "disbursement_ledger": {
        "disbursement_id": "BF202403-0001", "project_id": "NQ2024-001", "fund_source": "区级",
        "paid_on": date(2024, 3, 14), "amount": 120100.0,
    },
    "approval_ledger": {
        "approval_id": "SP00001", "project_id": "NQ2024-001", "item": "规划许可", "accepted_on": date(2024, 3, 1),
        "closed_on": date(2024, 3, 20),
    },
    "supervision_ledger": {
        "supervision_id": "DC-001", "town": "nanqiao", "task_no": "5", "supervised_on": date(2024, 3, 6),
        "manner": "现场", "rectified_on": date(2024, 3, 20),
    },
    "recognition_ledger": {
        "document": "年度计划", "town": "nanqiao", "year": 2024, "version": "v1", "filed_on": date(2023, 11, 20),
    },
    "satisfaction_ledger": {"facility_id": "SS01-0001", "town": "nanqiao", "good": 42, "bad": 1, "rectified": 1},
    "community_ledger": {
        "community_code": "NQ001", "community_name": "古华居民区", "town": "nanqiao", "kind": "居委会",
        "area_kind": "居住地区", "lon": 121.45, "lat": 30.92, "population": 6218, "elderly": 1679, "children": 311,
    },
    "resolution_ledger": {
        "resolution_id": "YD-001", "met_on": date(2024, 3, 20), "matter": "协调用地", "dept": "caizheng",
        "town": "nanqiao", "subject_id": "NQ2024-001", "due_on": date(2024, 6, 30),
    },
}  # fmt: skip

TABLES = list(_ROWS)


def row(table: str, **changes: Any) -> dict[str, Any]:
    """A landed row; `changes` by column name, `unreadable` and `as_percent` as the schema has them."""
    place = {"submission_id": "s", "sheet": "表", "row_number": 2, "raw": "{}", "unreadable": "", "as_percent": ""}
    return place | _ROWS[table] | changes


def frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as landing would have written them."""
    landed: pd.DataFrame = pa.Table.from_pylist(rows, schema=row_schema(table)).to_pandas()
    return landed


def found_in(table: str, rows: list[dict[str, Any]], period: str | None = PERIOD) -> list[Finding]:
    """The findings that checking makes of the rows."""
    return check_frames({table: frame(table, rows)}, {row["submission_id"]: period for row in rows})


def codes(table: str, *cases: dict[str, Any]) -> list[list[str]]:
    """For each case (changes of a good row, that stands alone in a submission) the codes found, all in one run."""
    rows = [row(table, submission_id=str(number), **changes) for number, changes in enumerate(cases)]
    found = found_in(table, rows)
    return [[finding.code for finding in found if finding.submission_id == str(n)] for n in range(len(cases))]
