"""Files that were accepted in error and are withdrawn, by the inbox's own register of them.

Source: docs/contract/submissions.md, Withdrawn.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingestion.inbox import composed, read_moment, text_of_register

WITHDRAWALS = "撤回登记.csv"


@dataclass(frozen=True)
class Withdrawal:
    """A line: from `withdrawn_at` on the file does not count; `received_at` None is every receipt until then."""

    file_name: str
    received_at: datetime | None
    withdrawn_at: datetime
    approved_by: str
    reason: str


def read_withdrawals(inbox: Path) -> tuple[list[Withdrawal], list[str]]:
    """Read the register of withdrawals; and a remark for each line that does not count, with what it lacks."""
    path = next((path for path in sorted(inbox.iterdir()) if composed(path.name).lower() == WITHDRAWALS), None)
    if path is None or not path.is_file():
        return [], []
    lines, remarks = [], []
    rows = csv.DictReader(io.StringIO(text_of_register(path.read_bytes()), newline=""))
    for number, row in enumerate(rows, start=2):
        cells = {key: (row.get(key) or "").strip() for key in ("文件名", "收到时间", "撤回时间", "批准人", "原因")}
        if not any(cells.values()):
            continue
        withdrawn_at, received_at = read_moment(cells["撤回时间"]), read_moment(cells["收到时间"])
        missing = [key for key in ("文件名", "批准人", "原因") if not cells[key]]
        missing += ["撤回时间"] if withdrawn_at is None else []
        missing += ["收到时间"] if cells["收到时间"] and received_at is None else []
        if missing or withdrawn_at is None:
            remarks.append(f"line {number} of {path.name} withdraws nothing: {'、'.join(missing)} cannot be read")
            continue
        name = composed(cells["文件名"].replace("\\", "/").removeprefix("./"))
        lines.append(Withdrawal(name, received_at, withdrawn_at, cells["批准人"], cells["原因"]))
    return lines, remarks
