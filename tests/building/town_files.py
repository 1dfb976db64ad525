"""Files of towns in the real forms, with the few cells that a path of the month needs, received at a moment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from ingestion.receiving import receive
from lifecircle.calendar import parse_moment
from lifecircle.forms import load_forms
from tests.building.workbooks import workbook


def send(inbox: Path, name: str, data: bytes, at: str) -> None:
    """Receive a file under a name at a moment, as `lifecircle receive` does."""
    desk = inbox.with_name("desk")
    desk.mkdir(exist_ok=True)
    (desk / name).write_bytes(data)
    receive(inbox, [desk / name], parse_moment(at))


def report(town: str, month: str, project_id: str, progress: float, **changes: Any) -> bytes:
    """A 月报 of one project in progress."""
    row = {
        "project_id": project_id,
        "project_name": "睦邻四堂间",
        "task_no": 9,
        "status": "在建",
        "progress_pct": progress,
        "actual_start": date(2023, 6, 10),
        "month_investment": 5,
        "ytd_investment": 50,
        **changes,
    }
    cover = {"town": town, "period": month, "prepared_by": "测试员", "prepared_on": date(2024, 4, 2)}
    return _book("monthly_report", cover, {"project_progress": [row]})


def plan(town: str, year: int, *project_ids: str, **changes: Any) -> bytes:
    """An annual plan of projects alike."""
    rows = [
        {
            "project_id": project_id,
            "project_name": "睦邻四堂间",
            "task_no": 9,
            "works": "新建",
            "dept": "区民政局",
            "planned_start": date(year, 3, 1),
            "planned_finish": date(year, 12, 20),
            "total_investment": 300,
            "year_investment": 200,
            "fund_town": 300,
            "planned_q1": 10,
            "planned_q2": 20,
            "planned_q3": 50,
            "planned_q4": 100,
            **changes,
        }
        for project_id in project_ids
    ]
    cover = {"town": town, "period": year, "prepared_on": date(year, 1, 5), "version": "v1"}
    return _book("annual_plan", cover, {"plan_projects": rows})


def blueprint(town: str, version: str, *demand_ids: str) -> bytes:
    """A blueprint of demands alike."""
    demand = {
        "community_code": "TQ001",
        "task_no": 9,
        "service_class": "品质提升",
        "description": "希望有睦邻点",
        "source": "居民",
        "priority": "高",
    }
    rows = [{"demand_id": demand_id, **demand} for demand_id in demand_ids]
    scope = [{"community_code": "TQ001", "area_kind": "居住地区", "covered": "是"}]
    cover = {"town": town, "version": version, "completed_on": date(2023, 5, 20), "planner": "测试员"}
    return _book("blueprint", cover, {"demands": rows, "blueprint_scope": scope})


def _book(form: str, cover: dict[str, Any], tables: dict[str, list[dict[str, Any]]]) -> bytes:
    """Fill the form in: every field of its cover that is given, every required sheet with its headers."""
    known = load_forms()[form]
    sheets: dict[str, Any] = {"封面": [[known.cover[name].header, value] for name, value in cover.items()]}
    for name, table in known.tables.items():
        if table.required or name in tables:
            rows = [[row.get(field) for field in table.columns] for row in tables.get(name, [])]
            sheets[str(table.sheet)] = [[column.header for column in table.columns.values()], *rows]
    return workbook(sheets)
