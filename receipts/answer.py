"""Answer every submission: a receipt each, a marked copy of a workbook, and the data team's list of what to chase.

    receipts/index.html                      all receipts by unit
    receipts/chase.html, chase.csv           what to chase
    receipts/<unit>/<name>__<id>/            receipt.html, receipt.json, and beside them the original's name as .xlsx,
                                             marked, or for a .csv the list 校验结果.csv

A receipt is a function of what the warehouse says about a submission: one whose digest is the same is left alone.
"""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from lifecircle.cell_names import cell_name
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.progress import Progress
from lifecircle.settings import Settings
from lifecircle.writing import write_changed
from receipts import names
from receipts.chase import list_matters, read_asks, read_calendar, read_waiting
from receipts.content import Receipt, read_receipts
from receipts.lists import chase_list, findings_list
from receipts.marker import Marker
from receipts.marks import marks_of
from receipts.rendering import render_chase, render_index, render_receipt, renderer_version

logger = logging.getLogger(__name__)

_WAIT_SECONDS = 60
_FINDINGS_LIST = "校验结果.csv"


@dataclass(frozen=True)
class AnswerResult:
    """What answering did: receipts written, receipts left as they were, marked copies made."""

    written: int
    unchanged: int
    marked: int


def answer(home: Home, progress: Progress, as_of: datetime | None = None) -> AnswerResult:
    """Make the receipts of what the published snapshot knows, as far as they are not made yet.

    Args:
        home: its snapshot, archive and landed places are read; its receipts are written.
        progress: told after each submission.
        as_of: the moment as of which things are overdue; none is the settings'.

    Raises:
        NothingPublishedError: the home has no snapshot.
        HomeInUseError: another run has made receipts for a minute.
    """
    moment = as_of or Settings().moment()
    with home.hold("receipts", wait_seconds=_WAIT_SECONDS):
        with open_snapshot(home) as marts:
            receipts = read_receipts(marts, home)
            matters = list_matters(receipts, read_calendar(marts, moment), read_asks(marts), moment)
            waiting = read_waiting(marts, home, moment)
        written = marked = 0
        with Marker() as marker:
            for number, receipt in enumerate(receipts, start=1):
                copy = _answer_one(home, receipt, marker)
                written += copy is not None
                marked += bool(copy and copy.endswith(".xlsx"))
                progress(number, len(receipts))
        _remove_others(home.receipts, {receipt.folder for receipt in receipts})
        write_changed(home.receipts / "index.html", render_index(receipts).encode())
        write_changed(home.receipts / "chase.html", render_chase(matters, waiting, moment).encode())
        write_changed(home.receipts / "chase.csv", chase_list(matters, waiting))
    return AnswerResult(written, len(receipts) - written, marked)


def _answer_one(home: Home, receipt: Receipt, marker: Marker) -> str | None:
    """Write a receipt unless it is up to date; the name of the file beside it (or nothing), None if not written."""
    folder = home.receipts / receipt.folder
    content = _content(receipt)
    head = f'{{\n "digest": "{_digest(content)}",'
    record = folder / "receipt.json"
    if record.exists() and _is_whole(folder, record, head):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    copy = _make_copy(home, receipt, marker, folder)
    write_changed(folder / "receipt.html", render_receipt(receipt, copy).encode())
    for other in folder.iterdir():
        if other.name not in ("receipt.html", "receipt.json", copy):
            other.unlink()
    # last, since its digest says that all of the folder is made
    said = {"digest": _digest(content), **content, "copy": copy, "files": _sizes(folder)}
    write_changed(record, json.dumps(said, ensure_ascii=False, indent=1).encode())
    return copy or ""


def _is_whole(folder: Path, record: Path, head: str) -> bool:
    """Whether a receipt says what it should, and the files beside it are those that were written."""
    try:
        text = record.read_text(encoding="utf-8")
        return text.startswith(head) and json.loads(text)["files"] == _sizes(folder)
    except (OSError, ValueError, KeyError):
        return False


def _sizes(folder: Path) -> dict[str, int]:
    """The bytes of the files beside a receipt's record."""
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.name != "receipt.json"}


def _make_copy(home: Home, receipt: Receipt, marker: Marker, folder: Path) -> str | None:
    if receipt.ending == "csv" and receipt.findings:
        write_changed(folder / _FINDINGS_LIST, findings_list(receipt))
        return _FINDINGS_LIST
    original = home.archived(receipt.sha256)
    name = names.copy_name(receipt.file_name)
    if receipt.wants_marked_copy and marker.mark(original, receipt.ending, marks_of(receipt.findings), folder / name):
        return name
    return None


def _content(receipt: Receipt) -> dict[str, object]:
    """What a receipt says, for programs."""
    return {
        "submission": {
            "submission_id": receipt.submission_id,
            "sha256": receipt.sha256,
            "form": receipt.form,
            "unit_code": receipt.unit_code,
            "unit_name": receipt.unit_name,
            "period": receipt.period,
            "file_name": receipt.file_name,
            "received_at": receipt.received_at.isoformat(),
        },
        "outcome": receipt.outcome,
        "rows": {
            "accepted": receipt.rows_accepted,
            "quarantined": receipt.rows_quarantined,
            "flagged": receipt.rows_flagged,
        },
        "findings": [
            asdict(finding)
            | {
                "cell": cell_name(finding.row_number, finding.column_number)
                if finding.row_number and finding.column_number
                else None
            }
            for finding in receipt.findings
        ],
    }


def _digest(content: dict[str, object]) -> str:
    return sha256((renderer_version() + json.dumps(content)).encode()).hexdigest()


def _remove_others(root: Path, folders: set[str]) -> None:
    """Remove receipts of submissions that no longer exist: a register that was corrected gives them another id."""
    for record in root.glob("*/*/receipt.json"):
        folder = record.parent
        if str(folder.relative_to(root)) not in folders:
            logger.info("removing %s: its submission no longer exists", folder)
            shutil.rmtree(folder)
            if not any(folder.parent.iterdir()):
                folder.parent.rmdir()
