"""Land an inbox: archive every file, read it, and keep its typed rows as one batch."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow.parquet as pq

from ingestion.archive import archive_bytes
from ingestion.batch import BatchWriter, prepare_landed
from ingestion.filename import read_file_name
from ingestion.inbox import InboxFile, read_inbox
from ingestion.reading import FileToRead, read_files
from ingestion.submission import submission_id
from lifecircle.forms import Sender, load_forms
from lifecircle.home import Home
from lifecircle.landed import landed_batches
from lifecircle.progress import Progress

log = logging.getLogger(__name__)

_WAIT_SECONDS = 600
"""Towns' and departments' files may be landed at the same time by two DAGs; one waits for the other."""


@dataclass(frozen=True)
class LandingResult:
    """The outcome of a landing.  `batch` is None where nothing was new."""

    batch: int | None
    files: int
    new: int
    rejected: int

    @property
    def known(self) -> int:
        """Files that had been landed before: the same bytes in the same place are a no-op."""
        return self.files - self.new


def land(home: Home, inbox: Path, sender: Sender | None = None, progress: Progress | None = None) -> LandingResult:
    """Land what the inbox holds and the home does not yet.

    Args:
        home: where archive and landed rows are kept.
        inbox: searched at any depth; never written.
        sender: only files of the forms that towns or departments send; files that match no form go with the towns'.
        progress: called with (files done, files in all) after each file.

    Raises:
        FileNotFoundError: the inbox does not exist.
        HomeInUseError: another landing holds the home for longer than ten minutes.
    """
    found = read_inbox(inbox)
    for remark in found.remarks:
        log.info(remark)
    files = [file for file in found.files if sender is None or _sender_of(file) == sender]
    return land_files(home, files, progress=progress)


def land_files(
    home: Home, files: list[InboxFile], batch: int | None = None, progress: Progress | None = None
) -> LandingResult:
    """Land the given files, as far as the home does not have them yet.

    Args:
        home: where archive and landed rows are kept.
        files: those received, in the order of their receipt.
        batch: the number of the batch; the next one by default.
        progress: called with (files done, files in all) after each file.

    Raises:
        HomeInUseError: another landing holds the home for longer than ten minutes.
    """
    with home.hold("landing", _WAIT_SECONDS):
        prepare_landed(home)
        known = _Known(home)
        writer = BatchWriter(home, batch or max(landed_batches(home), default=0) + 1)
        seen, new, rejected = _Counter(len(files), progress), 0, 0
        for submission in read_files(_new_files(files, home, known, seen)):
            writer.add(submission, rows_landed_before=submission.submission_id in known.ids)
            known.ids.add(submission.submission_id)
            new += 1
            if submission.rejected_by:
                rejected += 1
                log.info("rejected %s: %s", submission.rejected_by, submission.file_name)
            seen.count()
        if new:
            writer.commit()
    result = LandingResult(writer.batch if new else None, len(files), new, rejected)
    log.info("landed %d files: %d new (%d rejected), %d known already", result.files, new, rejected, result.known)
    return result


def _new_files(files: list[InboxFile], home: Home, known: _Known, seen: _Counter) -> Iterator[FileToRead]:
    """Archive each file; yield those to be read.  The next landing tries a file again that cannot be read now."""
    for file in files:
        try:
            data = file.path.read_bytes()
        except OSError as error:
            log.warning("%s cannot be read: %s", file.file_name, error.strerror)
            seen.count()
            continue
        sha256 = archive_bytes(home, data)
        if known.needs_landing(file, sha256):
            yield FileToRead(home.archived(sha256), file.file_name, sha256, file.received_at)
        else:
            seen.count()


def _sender_of(file: InboxFile) -> Sender:
    form = read_file_name(PurePosixPath(file.file_name).name, file.received_at).form
    return load_forms()[form].sender if form else "town"


class _Counter:
    """Counts the files that are done and reports progress."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def count(self) -> None:
        """Count one more file as done."""
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)


class _Known:
    """The submissions landed before: their ids, and for each file name and SHA-256 the latest one."""

    def __init__(self, home: Home) -> None:
        self.ids: set[str] = set()
        self._latest: dict[tuple[str, str], str] = {}
        columns = ["file_name", "sha256", "submission_id"]
        for path in sorted((home.landed / "submissions").glob("[0-9]*.parquet")):
            for row in pq.read_table(path, columns=columns).to_pylist():
                self.ids.add(row["submission_id"])
                self._latest[row["file_name"], row["sha256"]] = row["submission_id"]

    def needs_landing(self, file: InboxFile, sha256: str) -> bool:
        """Whether the file is new, or the register now gives another time of receipt than the one it was landed with.

        A modification time alone changes nothing: files of a copied inbox must not count as received again.
        """
        latest = self._latest.get((file.file_name, sha256))
        if latest is None:
            return True
        return file.registered and latest != submission_id(file.file_name, sha256, file.received_at)
