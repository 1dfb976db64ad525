"""What else is wrong with files that were sent back, so that one round is enough (另需更正).

Their originals are read again, in the child process that reads every file, and their rows are held against the forms'
rules, in a home that is gone afterwards: nothing of it lands, and no figure knows of it.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from ingestion.batch import BatchWriter
from ingestion.reading import NotRead, ReadersError, read_files
from ingestion.turns import FileToRead
from lifecircle.findings import Finding
from lifecircle.forms import forms_file
from lifecircle.further import FurtherFinding, is_kept, keep_further
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.progress import Progress
from lifecircle.settings import PROJECT, Settings

log = logging.getLogger(__name__)

READABLE = ("F04", "F05", "F06", "F07", "F08")
"""Fatal codes of files that were opened: more of these can be read."""


def look_further(home: Home, progress: Progress | None = None) -> int:
    """Look through the files of a home that were sent back and were not looked through yet.

    Args:
        home: its archive and landed submissions are read, `home.further` is written.
        progress: told (files read, files in all) after each file.

    Returns:
        How many were looked through.  One that cannot be read now is tried again the next time.
    """
    version = _version()
    latest = {row["submission_id"]: row for row in read_landed(home, "submissions").to_pylist()}
    waiting = [
        FileToRead(
            home.archived(row["sha256"]), row["file_name"], row["sha256"], row["received_at"], row["size"] or 0, True
        )
        for submission, row in latest.items()
        if row["rejected_by"] in READABLE and not is_kept(home, submission, version)
    ]
    try:
        found = further_findings(waiting, progress)
    except ReadersError as error:
        # receipts are made all the same: they say what the files were sent back for
        log.warning("files that were sent back were not looked through: %s", error)
        return 0
    for submission, further in found.items():
        keep_further(home, submission, version, further)
    return len(found)


def further_findings(files: Sequence[FileToRead], progress: Progress | None = None) -> dict[str, list[FurtherFinding]]:
    """Read rejected files (`FileToRead.further`) as far as they can be: submission -> what else is wrong.

    A file that could not be read is missing.

    Raises:
        ReadersError: no file can be read on this machine.
    """
    if not files:
        return {}
    with tempfile.TemporaryDirectory(prefix="lifecircle-further-") as folder:
        return _read_and_check(files, Home(Path(folder)), progress)


def _read_and_check(
    files: Sequence[FileToRead], own: Home, progress: Progress | None
) -> dict[str, list[FurtherFinding]]:
    from expectations.check import check

    writer = BatchWriter(own, 1)
    found: dict[str, list[FurtherFinding]] = {}
    for number, outcome in enumerate(read_files(files), start=1):
        if isinstance(outcome, NotRead):
            log.warning("%s was not looked through: %s", outcome.file.file_name, outcome.reason)
        else:
            writer.add(outcome)
            found[outcome.submission_id] = []
        if progress:
            progress(number, len(files))
    writer.commit()
    check(own, data_docs=False)
    columns: dict[tuple[str, str, str], int] = {}
    for place in read_landed(own, "sheet_columns").to_pylist():
        columns.setdefault((place["submission_id"], place["table_name"], place["field"]), place["column_number"])
    for finding in sorted((Finding(**row) for row in read_landed(own, "findings").to_pylist()), key=_order):
        column = columns.get((finding.submission_id, finding.table_name or "", finding.field or ""))
        # a column that is missing is said once, not of every row
        if not (finding.code == "E01" and column is None):
            found[finding.submission_id].append(FurtherFinding(finding, column))
    return found


def _order(finding: Finding) -> tuple[str, str, int, str, str]:
    """The gravest first, then in the order of the file."""
    gravity = "FEW".index(finding.code[0])
    return str(gravity), finding.sheet or "", finding.row_number or 0, finding.code, finding.field or ""


@cache
def _version() -> str:
    """Tell what files are judged by: they are looked through again when it changes."""
    digest = sha256()
    folders = [PROJECT / "ingestion", PROJECT / "expectations", PROJECT / "dbt_project" / "seeds" / "findings"]
    files = [path for folder in folders for path in folder.glob("*.*")]
    for path in sorted([*files, *Settings().reference.glob("*.csv"), forms_file(), Path(__file__)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
