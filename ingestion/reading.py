"""Read many files in child processes, one a core, in order; what ends a child ends no landing and judges no file."""

from __future__ import annotations

import logging
import os
import select
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingestion.child import TOO_MUCH
from ingestion.reader import Reader
from ingestion.submission import Submission, rejected
from ingestion.turns import Ended, FileToRead, Turn
from lifecircle.findings import message
from lifecircle.visible import visible

log = logging.getLogger(__name__)

_SECONDS_SILENT = 60
"""A child that neither answers nor works for so long is replaced."""
_SECONDS_BETWEEN_LOOKS = 5
_AHEAD = 16
"""Files being read, or read and waiting for their turn: memory does not grow with the number of files."""
_READERS_ALONE = 2
"""So many new readers, alone with a file, must fail in the same way before anything is said of it."""
_UNPROVED = 3
"""So many readers in a row that do not prove themselves: none will."""
_DEATHS = 6
"""From so many on, readers that ended without their own limits are counted against the files that were read."""


@dataclass(frozen=True)
class NotRead:
    """A file of which nothing can be said: what happened is the machine's affair, and the next landing tries again."""

    file: FileToRead
    reason: str


class ReadersError(Exception):
    """No reader works on this machine, or most of them are ended from outside; the message says what they said last."""


def read_files(files: Iterable[FileToRead], processes: int | None = None) -> Iterator[Submission | NotRead]:
    """Read files one after the other, several at a time; a file is asked for only when its turn is near.

    Never raises for what is in a file: one that two new readers, alone with it, cannot read within their own limits is
    rejected (F03), one at which they end otherwise is not read.

    Args:
        files: those to read; the iterable is advanced between two submissions.
        processes: how many children at most; by default as many as there are cores.

    Raises:
        ReadersError: the children do not prove themselves on files that are known to be good, or most of them die.
        OSError: no child can be started.
    """
    pool = _Pool(iter(files), [Reader() for _ in range(processes or os.cpu_count() or 1)])
    try:
        while pool.fill():
            if not pool.is_first_done:
                pool.wait()
            yield from pool.done()
    finally:
        for reader in pool.readers:
            reader.end()


class _Pool:
    """The readers, and the files under way in their order."""

    def __init__(self, source: Iterator[FileToRead], readers: list[Reader]) -> None:
        self.readers = readers
        self._source = source
        self._turns: deque[Turn] = deque()
        self._again: deque[Turn] = deque()
        """To be asked for once more: their reader ended."""
        self._finished = self._deaths = self._unproved = 0

    def fill(self) -> bool:
        """Ask the readers for what comes next; whether there is anything under way."""
        while reader := self._free_reader():
            if turn := self._next_turn(reader):
                reader.ask(turn)
            else:
                break
        return bool(self._turns)

    @property
    def is_first_done(self) -> bool:
        return _is_done(self._turns[0])

    def done(self) -> Iterator[Submission | NotRead]:
        """Hand over what has been read, as far as its turn has come."""
        while self._turns and _is_done(self._turns[0]):
            turn = self._turns.popleft()
            self._finished += 1
            yield turn.submission or _not_read(turn)

    def wait(self) -> None:
        """Wait until a reader answers or ends; give up one that does neither, nor works."""
        busy = {reader.output: reader for reader in self.readers if reader.asked}
        poll = select.poll()
        for output in busy:
            poll.register(output, select.POLLIN)
        began = time.monotonic()
        speaking = {output for output, _ in poll.poll(1000 * min(_SECONDS_BETWEEN_LOOKS, _SECONDS_SILENT))}
        waited = time.monotonic() - began
        for output, reader in busy.items():
            ended = reader.hear() if output in speaking else self._look_at(reader, waited)
            if reader.is_proved:
                self._unproved = 0
            if ended:
                self._note(ended)

    def _look_at(self, reader: Reader, waited: float) -> Ended | None:
        reader.seconds_waited = 0.0 if reader.has_worked() else reader.seconds_waited + waited
        if reader.seconds_waited < _SECONDS_SILENT:
            return None
        return reader.give_up(f"silent for {_SECONDS_SILENT} s")

    def _note(self, ended: Ended) -> None:
        for turn in reversed(ended.unread):
            self._again.appendleft(turn)
        if ended.at is None:
            self._unproved += 1
            log.warning("a reader ended before its first file (%s)", ended.failure.reason)
            if self._unproved >= _UNPROVED:
                raise ReadersError(f"no file can be read on this machine: {ended.failure.reason}")
            return
        turn, was_alone = ended.at, ended.at.is_suspect
        log.warning("a reader ended at %s (%s)", visible(turn.file.file_name), ended.failure.reason)
        if not ended.failure.is_own_limit:
            self._deaths += 1
            if self._deaths >= _DEATHS and self._deaths > self._finished:
                raise ReadersError(f"most readers are ended from outside: {ended.failure.reason}")
        turn.is_suspect = True
        if was_alone:
            turn.failures.append(ended.failure)
        if len(turn.failures) < _READERS_ALONE:
            self._again.appendleft(turn)
        elif all(failure.is_own_limit for failure in turn.failures):
            turn.submission = rejected(*turn.file.identity, "F03", message("F03", detail=TOO_MUCH))
            turn.submission.bytes_received = turn.file.size

    def _free_reader(self) -> Reader | None:
        """Of those that take another file the one that has the fewest to read."""
        return min((each for each in self.readers if each.takes_more), key=lambda each: len(each.asked), default=None)

    def _next_turn(self, reader: Reader) -> Turn | None:
        if self._again:
            # one that a reader has failed at is read by a reader alone with it
            return self._again.popleft() if not (self._again[0].is_suspect and reader.asked) else None
        if len(self._turns) < _AHEAD and (file := next(self._source, None)):
            self._turns.append(Turn(file))
            return self._turns[-1]
        return None


def _is_done(turn: Turn) -> bool:
    return turn.submission is not None or len(turn.failures) >= _READERS_ALONE


def _not_read(turn: Turn) -> NotRead:
    return NotRead(turn.file, turn.failures[-1].reason)
