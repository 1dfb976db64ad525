"""Land an inbox: archive every file, read it, and keep its typed rows as one batch."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingestion.archive import StillWrittenError, archive_file, sweep_archive
from ingestion.batch import BatchWriter
from ingestion.filename import read_file_name
from ingestion.inbox import InboxFile, read_inbox, settled
from ingestion.known import Known
from ingestion.reading import NotRead, ReadersError, read_files
from ingestion.submission import Submission, too_large
from ingestion.turns import FileToRead
from ingestion.withdrawals import Withdrawal, read_withdrawals
from lifecircle.batches import Batches, read_batches, recover
from lifecircle.damage import lost_originals, require_undamaged
from lifecircle.forms import Sender, load_forms
from lifecircle.home import Home
from lifecircle.progress import Progress
from lifecircle.settings import Settings
from lifecircle.visible import visible

log = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT}
"""What a disk says that is full, or of which there is no more for this user; a write says it without a file's name."""
_WAIT_SECONDS = 600
"""Towns' and departments' files may be landed at the same time by two DAGs; one waits for the other."""


@dataclass(frozen=True)
class LandingResult:
    """The outcome of a landing.  `batch` is None where nothing was new."""

    batch: int | None
    files: int
    new: int
    rejected: int
    left: tuple[str, ...] = ()
    """What was not landed, each with its reason: what could not be read now, and what is no file to be read."""
    unread: int = 0
    """Files among `left`: the next landing tries them again."""

    @property
    def known(self) -> int:
        """Files that had been landed before: the same bytes in the same place are a no-op."""
        return self.files - self.new - self.unread


def land(home: Home, inbox: Path, sender: Sender | None = None, progress: Progress | None = None) -> LandingResult:
    """Land what the inbox holds and the home does not yet.

    Args:
        home: where archive and landed rows are kept.
        inbox: searched at any depth; never written.
        sender: only files of the forms that towns or departments send; files that match no form go with the towns'.
        progress: called with (files done, files in all) after each file.

    Raises:
        FileNotFoundError, OSError: the inbox does not exist or cannot be listed; a disk or the machine is at its end.
        HomeInUseError: another landing holds the home for longer than ten minutes.
        DamagedHomeError: landed files are missing or changed.
        ReadersError: no file can be read on this machine; what was read before that has landed.
    """
    home.require_plain_path()
    found = settled(inbox, read_inbox(inbox), Settings().settling_seconds)
    for remark in found.remarks:
        log.info(remark)
    files = [file for file in found.files if sender is None or _sender_of(file) == sender]
    # what is no submission goes with the towns' too
    withdrawals, unread = read_withdrawals(inbox) if sender != "dept" else ([], [])
    passed_over = [*found.passed_over, *unread] if sender != "dept" else []
    result = land_files(home, files, withdrawals=withdrawals, progress=progress)
    if not found.files and result.batch is None and read_batches(home).seals:
        passed_over.append(f"the inbox {inbox} holds no file, though files have landed before: is it the right folder?")
    for line in passed_over:
        log.warning(line)
    return replace(result, left=(*passed_over, *result.left))


def land_files(
    home: Home,
    files: Sequence[InboxFile],
    batch: int | None = None,
    progress: Progress | None = None,
    withdrawals: Sequence[Withdrawal] = (),
) -> LandingResult:
    """Land the given files, as far as the home does not have them yet.

    Args:
        home: where archive and landed rows are kept.
        files: those received, in the order of their receipt.
        batch: the number of the batch; the next one by default.
        progress: called with (files done, files in all) after each file.
        withdrawals: the lines of the register of withdrawals, those that have landed before among them.

    Raises:
        HomeInUseError, DamagedHomeError, ReadersError, OSError: as `land`.
    """
    with home.hold("landing", _WAIT_SECONDS):
        batches = recover(home)
        sweep_archive(home)
        require_undamaged(home, batches, whole_bytes=False)
        landing = _Landing(home, batches, BatchWriter(home, batch or batches.next_number), _Counter(files, progress))
        landing.withdraw(withdrawals)
        try:
            for outcome in read_files(landing.files_to_read(files)):
                landing.take(outcome)
        except ReadersError:
            landing.finish()
            raise
        landing.finish()
        for line in lost_originals(home, batches):
            log.warning(line)
    new, unread = landing.new, len(landing.left)
    written = landing.writer.batch if landing.has_anything else None
    result = LandingResult(written, len(files), new, landing.rejected, tuple(landing.left), unread)
    log.info(
        "landed %d files: %d new (%d rejected), %d known already, %d not read",
        *(result.files, new, landing.rejected, result.known, unread),
    )
    return result


class _Landing:
    """One landing: what is known, what is written, and what was left for the next."""

    def __init__(self, home: Home, batches: Batches, writer: BatchWriter, counter: _Counter) -> None:
        self.writer = writer
        self.left: list[str] = []
        self.new = self.rejected = self._withdrawn = 0
        self._home, self._known, self._counter = home, Known(home, batches), counter

    def files_to_read(self, files: Sequence[InboxFile]) -> Iterator[FileToRead]:
        """Archive each file; yield those to be read."""
        for file in files:
            try:
                original = file.original or archive_file(self._home, file.path)
            except StillWrittenError:
                self._leave(file.file_name, "it is still being written")
                continue
            except OSError as error:
                if self._is_of_the_home(error):
                    raise
                self._leave(file.file_name, f"it cannot be read: {error.strerror}")
                continue
            received = self._known.received(file, original)
            if received is None:
                self._counter.count()
            elif large := too_large(file.file_name, original.sha256, received, original.size):
                self.take(large)
            else:
                path = self._home.archived(original.sha256)
                yield FileToRead(path, file.file_name, original.sha256, received, original.size)

    def take(self, outcome: Submission | NotRead) -> None:
        """Put down what was read of a file, or that it was not."""
        if isinstance(outcome, NotRead):
            self._leave(outcome.file.file_name, outcome.reason)
            return
        self.writer.add(outcome, rows_landed_before=outcome.submission_id in self._known.ids)
        self._known.ids.add(outcome.submission_id)
        self.new += 1
        if outcome.rejected_by:
            self.rejected += 1
            log.info("rejected %s: %s", outcome.rejected_by, visible(outcome.file_name))
        self._counter.count()

    def withdraw(self, lines: Sequence[Withdrawal]) -> None:
        """Put down the withdrawals that have not landed yet."""
        for line in [line for line in lines if vars(line) not in self._known.withdrawals]:
            self.writer.withdraw(line)
            self._withdrawn += 1
            log.info("withdrawn from %s on: %s", line.withdrawn_at, line.file_name)

    @property
    def has_anything(self) -> bool:
        """Whether there is anything new."""
        return bool(self.new or self._withdrawn)

    def finish(self) -> None:
        """Let what was read land."""
        if self.has_anything:
            self.writer.commit()

    def _is_of_the_home(self, error: OSError) -> bool:
        """Whether it is not the file that cannot be read, but the home that cannot be written."""
        if error.errno in _FULL:
            return True
        return error.filename is not None and Path(error.filename).is_relative_to(self._home.root)

    def _leave(self, file_name: str, reason: str) -> None:
        line = f"{visible(file_name)} was not read ({reason}): the next landing tries again"
        log.warning(line)
        self.left.append(line)
        self._counter.count()


def _sender_of(file: InboxFile) -> Sender:
    form = read_file_name(PurePosixPath(file.file_name).name, file.received_at).form
    return load_forms()[form].sender if form else "town"


class _Counter:
    """Counts the files that are done and reports progress."""

    def __init__(self, files: Sequence[InboxFile], progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, len(files), progress

    def count(self) -> None:
        """Count one more file as done."""
        self._done += 1
        if self._progress:
            self._progress(self._done, self._total)
