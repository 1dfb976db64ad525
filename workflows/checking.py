"""What would be found in files that have not been sent yet, for whoever is about to send them.

The files go the way that every file goes (landed, checked, and with a home judged by the warehouse's own SQL), but into
a home that is gone afterwards.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from expectations.check import check
from ingestion.inbox import InboxFile
from ingestion.land import land_files
from lifecircle.findings import Finding, finding_codes
from lifecircle.forms import load_tables
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.settings import Settings
from receipts.content import PlacedFinding, Receipt
from receipts.lists import findings_list
from receipts.marker import Marker
from receipts.marks import marks_of
from receipts.names import copy_name, findings_name
from warehouse.foresight import findings_across_files, next_batch

_Content = tuple[str, str | None, str | None, str | None]
"""The bytes' SHA-256, form, unit and period."""


@dataclass
class CheckedFile:
    """A file and what was found in it."""

    path: Path
    receipt: Receipt
    rows: int
    findings: list[Finding] = field(default_factory=list)
    taken_at: datetime | None = None
    """When the home took the same bytes for the same form, unit and period; they count as of then."""

    @property
    def has_errors(self) -> bool:
        """Whether the file would be rejected, or a row of it quarantined."""
        return any(finding.code[0] in "FE" for finding in self.findings)


def check_files(paths: Sequence[Path], home: Home | None) -> list[CheckedFile]:
    """Check files as if they had been sent now; nothing of them is kept.

    Args:
        paths: the files; they are only read.
        home: where what has been submitted is known; None leaves out what looks across files.

    Raises:
        NoJudgingError: the home has no build yet.
    """
    with tempfile.TemporaryDirectory(prefix="lifecircle-check-") as folder:
        return _land_and_check(paths, Home(Path(folder)), home)


def write_marked_copies(files: Sequence[CheckedFile], folder: Path) -> Iterator[Path]:
    """Write a marked copy, or for a .csv a list, of each file with findings; their paths, one by one."""
    taken: set[Path] = set()
    with Marker() as marker:
        for file in files:
            receipt = file.receipt
            if not receipt.findings:
                continue
            # the name tells form, unit and period: of two files of one name the second goes into a folder of its own
            is_list = receipt.ending == "csv"
            target = folder / (findings_name if is_list else copy_name)(receipt.file_name)
            target = target if target not in taken else folder / str(len(taken) + 1) / target.name
            taken.add(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            if is_list:
                target.write_bytes(findings_list(receipt))
            elif not receipt.wants_marked_copy or not marker.mark(
                file.path, receipt.ending, marks_of(receipt.findings), target
            ):
                continue
            yield target


def _land_and_check(paths: Sequence[Path], own: Home, home: Home | None) -> list[CheckedFile]:
    at = Settings().moment()
    # two files of one name in different folders are two files
    received = [InboxFile(path, f"{number}/{path.name}", at, registered=True) for number, path in enumerate(paths)]
    land_files(own, received, next_batch(home) if home else None)
    check(own, data_docs=False)
    submissions = _rows(own, "submissions")
    findings: dict[str, list[Finding]] = defaultdict(list)
    for row in _rows(own, "findings"):
        findings[row["submission_id"]].append(Finding(**row))
    if home is not None:
        ids = [row["submission_id"] for row in submissions]
        for finding in findings_across_files(home, own, at, ids):
            findings[finding.submission_id].append(finding)
    counts: dict[str, int] = defaultdict(int)
    for table in load_tables():
        for row in _rows(own, table, ["submission_id"]):
            counts[row["submission_id"]] += 1
    places = {
        (row["submission_id"], row["table_name"], row["field"]): row["column_number"]
        for row in _rows(own, "sheet_columns")
    }
    by_name = {row["file_name"]: row for row in submissions}
    checked = [
        _checked(file, by_name[file.file_name], findings[by_name[file.file_name]["submission_id"]], counts, places)
        for file in received
    ]
    if home is not None:
        taken = _taken(home)
        for file, answer in zip(received, checked, strict=True):
            answer.taken_at = taken.get(_content(by_name[file.file_name]))
    return checked


def _taken(home: Home) -> dict[_Content, datetime]:
    """What the home has taken: content -> when it was first received."""
    rows = sorted(_rows(home, "submissions"), key=itemgetter("received_at"), reverse=True)
    return {_content(row): row["received_at"] for row in rows if not row["rejected_by"]}


def _content(row: Mapping[str, Any]) -> _Content:
    return row["sha256"], row["form"], row["unit_code"], row["period"]


def _checked(
    file: InboxFile,
    row: dict[str, Any],
    findings: list[Finding],
    counts: dict[str, int],
    places: dict[tuple[str, str | None, str | None], int],
) -> CheckedFile:
    findings = sorted(
        findings, key=lambda finding: (finding.sheet or "", finding.row_number or 0, finding.code, finding.field or "")
    )
    bad = {(finding.table_name, finding.row_number) for finding in findings if finding.code[0] == "E"}
    flagged = {
        (finding.table_name, finding.row_number) for finding in findings if finding.code[0] == "W" and finding.field
    } - bad
    rows = counts[row["submission_id"]]
    receipt = Receipt(
        row["submission_id"],
        row["sha256"],
        row["form"],
        row["unit_code"],
        None,
        row["period"],
        file.path.name,
        file.received_at,
        "rejected" if row["rejected_by"] else "accepted",
        rows - len(bad),
        len(bad),
        len(flagged),
        tuple(
            _placed(finding, places.get((finding.submission_id, finding.table_name, finding.field)))
            for finding in findings
        ),
    )
    return CheckedFile(file.path, receipt, rows, findings)


def _placed(finding: Finding, column_number: int | None) -> PlacedFinding:
    code = finding_codes()[finding.code]
    place = (finding.table_name, finding.sheet, finding.row_number, finding.field, column_number, finding.column_header)
    return PlacedFinding(finding.code, code.severity, code.title, *place, finding.value, finding.message)


def _rows(home: Home, table: str, columns: list[str] | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_landed(home, table, columns).to_pylist()
    return rows
