"""A home with landed rows, made by hand: what ingestion and expectations would have left."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from lifecircle.calendar import parse_moment
from lifecircle.findings import message
from lifecircle.home import Home
from tests.building.landed_batches import land_batch


class LandedHome:
    """Collects submissions and writes each `land()` as one checked batch."""

    def __init__(self, root: Path, first_batch: int = 1) -> None:
        self.home = Home(root)
        self._batch = first_batch - 1
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def submit(
        self, form: str, unit: str, period: str, received_at: str, name: str, **tables: list[dict[str, Any]]
    ) -> str:
        """Add a submission whose id is its name; `rejected_by` and `sha256` may stand in for tables."""
        self._add("submissions", self._submission(form, unit, period, received_at, name))
        for table, rows in tables.items():
            for number, row in enumerate(rows, start=2):
                self._add(table, {"submission_id": name, "sheet": table, "row_number": number, "raw": "{}", **row})
        return name

    def same_bytes(self, of: str, name: str, received_at: str) -> None:
        """Add the bytes of an earlier submission of the batch under another name."""
        original = next(row for row in self._rows["submissions"] if row["submission_id"] == of)
        again = {
            "submission_id": name,
            "file_name": name,
            "received_at": parse_moment(received_at),
            "rejected_by": None,
        }
        self._add("submissions", {**original, **again})

    def reject(self, name: str, code: str) -> None:
        """Let a submission of the batch be rejected."""
        next(row for row in self._rows["submissions"] if row["submission_id"] == name)["rejected_by"] = code
        self._add("findings", {"submission_id": name, "code": code, "message": code})

    def rename(self, name: str, file_name: str, sha256: str) -> None:
        """Let a submission of the batch be other bytes of a file of another name."""
        submission = next(row for row in self._rows["submissions"] if row["submission_id"] == name)
        submission.update(file_name=file_name, sha256=sha256)

    def withdraw(self, file_name: str, withdrawn_at: str) -> None:
        """Withdraw every receipt of a file until then."""
        line = {
            "file_name": file_name,
            "withdrawn_at": parse_moment(withdrawn_at),
            "approved_by": "王芳",
            "reason": "错报",
        }
        self._add("withdrawals", line)

    def find(self, name: str, code: str, table: str, row_number: int) -> None:
        """Add a finding of checking to a row of the batch."""
        place = {"table_name": table, "sheet": table, "row_number": row_number}
        text = message(code, row=row_number, column="列", value="值", detail="")
        self._add("findings", {"submission_id": name, "code": code, "message": text, **place})

    def land(self, checked: bool = True) -> Home:
        """Write the batch; one that is not checked does not count."""
        self._batch += 1
        for submission in self._rows.get("submissions", []):
            submission["batch"] = self._batch
        land_batch(self.home, self._rows, checked=checked, batch=self._batch)
        self._rows = {}
        return self.home

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(table, []).append(row)

    @staticmethod
    def _submission(form: str, unit: str, period: str, received_at: str, name: str) -> dict[str, Any]:
        return {
            "submission_id": name,
            "sha256": f"bytes of {name}",
            "form": form,
            "unit_code": unit,
            "period": period,
            "file_name": name,
            "received_at": parse_moment(received_at),
        }


def plan_row(project_id: str, **other: Any) -> dict[str, Any]:
    """A valid row of 项目清单."""
    return {
        "project_id": project_id,
        "project_name": "睦邻四堂间",
        "task_no": "9",
        "works": "新建",
        "implementing_body": "镇建设管理办",
        "dept": "minzheng",
        "planned_start": date(2023, 8, 1),
        "planned_finish": date(2023, 12, 31),
        "total_investment": 100.0,
        "year_investment": 50.0,
        "fund_town": 50.0,
        "planned_q1": 0.0,
        "planned_q2": 0.0,
        "planned_q3": 40.0,
        "planned_q4": 100.0,
        **other,
    }


def progress_row(project_id: str, **other: Any) -> dict[str, Any]:
    """A valid row of 项目进展."""
    row = {
        "project_id": project_id,
        "project_name": "睦邻四堂间",
        "task_no": "9",
        "status": "在建",
        "progress_pct": 30.0,
    }
    return {**row, "actual_start": date(2023, 8, 1), "ytd_investment": 10.0, **other}
