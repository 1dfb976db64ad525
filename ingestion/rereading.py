"""Read anew what was judged before: after a mended reader, or where the machine's fault was taken for a file's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from ingestion.batch import BatchWriter
from ingestion.reading import NotRead, read_files
from ingestion.submission import Submission, too_large
from ingestion.turns import FileToRead
from lifecircle.batches import recover
from lifecircle.damage import require_undamaged
from lifecircle.findings import finding_codes
from lifecircle.forms import load_tables
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed

_WAIT_SECONDS = 600


class RereadError(Exception):
    """Nothing could be read anew; the message says what was asked for, or why."""


@dataclass(frozen=True)
class Judgement:
    """What reading a file came to: the fatal finding's code, the rows of each table, the findings of landing."""

    rejected_by: str | None
    rows: dict[str, int]
    findings: dict[str, int]


@dataclass(frozen=True)
class Reread:
    """A submission read anew: what it was judged before, and what now."""

    submission_id: str
    file_name: str
    before: Judgement
    after: Judgement

    @property
    def has_changed(self) -> bool:
        """Whether it is judged otherwise; only then its new rows have landed."""
        return self.before != self.after


def reread(home: Home, which: str) -> list[Reread]:
    """Read submissions anew from their archived originals; the rows of those judged otherwise take the place of theirs.

    They count once they are checked.  The batches that held them before are not changed.

    Args:
        home: with the originals.
        which: a submission's id, a file's path below the inbox, or its bare name.

    Raises:
        RereadError: there is no such submission, or it cannot be read now.
        HomeInUseError: another landing holds the home for longer than ten minutes.
        DamagedHomeError: landed files are missing or changed.
    """
    with home.hold("landing", _WAIT_SECONDS):
        batches = recover(home)
        require_undamaged(home, batches, whole_bytes=False)
        asked = _asked_for(home, which)
        before = _judgements(home, set(asked))
        writer = BatchWriter(home, batches.next_number)
        done = []
        for line in asked.values():
            submission = _read_anew(home, line)
            once_more = Reread(
                submission.submission_id,
                submission.file_name,
                before[submission.submission_id],
                Judgement(
                    submission.rejected_by,
                    {table.table: len(table) for table in submission.tables if len(table)},
                    dict(Counter(finding.code for finding in submission.findings)),
                ),
            )
            if once_more.has_changed:
                writer.add(submission)
            done.append(once_more)
        if changed := [each.submission_id for each in done if each.has_changed]:
            writer.commit(replaces=changed)
    return done


def _asked_for(home: Home, which: str) -> dict[str, dict[str, Any]]:
    """The submissions asked for: id -> its latest line."""
    lines = {
        row["submission_id"]: row
        for row in read_landed(home, "submissions").to_pylist()
        if which in (row["submission_id"], row["file_name"], PurePosixPath(row["file_name"]).name)
    }
    if not lines:
        raise RereadError(f"no submission or file {which} has landed in {home.root}")
    return lines


def _judgements(home: Home, ids: set[str]) -> dict[str, Judgement]:
    rejected = {row["submission_id"]: row["rejected_by"] for row in read_landed(home, "submissions").to_pylist()}
    rows: dict[str, Counter[str]] = {submission: Counter() for submission in ids}
    findings: dict[str, Counter[str]] = {submission: Counter() for submission in ids}
    for table in load_tables():
        for submission in read_landed(home, table, ["submission_id"], ids)["submission_id"].to_pylist():
            rows[submission][table] += 1
    of_landing = {code for code, known in finding_codes().items() if known.found_by == "ingestion"}
    for row in read_landed(home, "findings", ["submission_id", "code"], ids).to_pylist():
        if row["code"] in of_landing:
            findings[row["submission_id"]][row["code"]] += 1
    return {each: Judgement(rejected[each], dict(rows[each]), dict(findings[each])) for each in ids}


def _read_anew(home: Home, line: dict[str, Any]) -> Submission:
    identity: tuple[str, str, datetime] = (line["file_name"], line["sha256"], line["received_at"])
    size = line["size"]
    path = home.archived(line["sha256"])
    if size is None and path.exists():
        size = path.stat().st_size
    if size is not None and (large := too_large(*identity, size)):
        return large
    if not path.exists():
        raise RereadError(f"the original of {line['file_name']} is missing in the archive: {path}")
    (outcome,) = read_files([FileToRead(path, *identity, size or 0)], processes=1)
    if isinstance(outcome, NotRead):
        raise RereadError(f"{line['file_name']} could not be read: {outcome.reason}")
    return outcome
