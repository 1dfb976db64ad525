"""Read many files in child processes, one a core, in order; a child that a file kills is replaced and the rest read."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from ingestion.child import TOO_MUCH
from ingestion.rows import TableRows
from ingestion.submission import Submission, new_submission, rejected
from lifecircle.findings import Finding, message
from lifecircle.settings import PROJECT, Settings

log = logging.getLogger(__name__)

_SECONDS_A_FILE = 60
_BROKE_READER = "读取时出错，可能已损坏"
_FILES_A_CHILD = 2_000
"""A child is replaced after so many files: what a parser may have kept of them goes with it."""
_AHEAD = 16
"""Files being read, or read and waiting for their turn: memory does not grow with the number of files."""
_ASKED, _BYTES_ASKED = 8, 2**15
"""Files that wait in a child's pipe, so that it need not wait for us; they fit into it, so that we need not either."""
_BYTES_HEARD = 2**20


@dataclass(frozen=True)
class FileToRead:
    """A file received: where its bytes are, and what makes it a submission."""

    path: Path
    file_name: str
    sha256: str
    received_at: datetime

    @property
    def identity(self) -> tuple[str, str, datetime]:
        """What names the submission."""
        return self.file_name, self.sha256, self.received_at


def read_files(files: Iterable[FileToRead], processes: int | None = None) -> Iterator[Submission]:
    """Read files one after the other, several at a time; a file is asked for only when its turn is near.

    Never raises for what is in a file: one that its reader does not survive is rejected.

    Args:
        files: those to read; the iterable is advanced between two submissions.
        processes: how many children at most; by default as many as there are cores.
    """
    children = [_Child() for _ in range(processes or os.cpu_count() or 1)]
    source = iter(files)
    turns: deque[_Turn] = deque()
    try:
        while True:
            while len(turns) < _AHEAD and (child := _free_child(children)) and (file := next(source, None)):
                turns.append(_Turn(file))
                child.ask(turns[-1])
            if not turns:
                return
            if turns[0].submission is None:
                _hear(children)
            while turns and (submission := turns[0].submission):
                turns.popleft()
                yield submission
    finally:
        for child in children:
            child.end()


@dataclass
class _Turn:
    """A file's place in the order, and what was read of it."""

    file: FileToRead
    submission: Submission | None = None


def _free_child(children: list[_Child]) -> _Child | None:
    """Of those that take another file the one that has the fewest to read."""
    return min((child for child in children if child.takes_more), key=lambda child: len(child.asked), default=None)


def _hear(children: list[_Child]) -> None:
    """Wait until a child answers, ends or has taken too long."""
    busy = {child.output: child for child in children if child.asked}
    poll = select.poll()
    for output in busy:
        poll.register(output, select.POLLIN)
    patience = max(0.0, _SECONDS_A_FILE - max(child.seconds_waited for child in busy.values()))
    began = time.monotonic()
    speaking = {output for output, _ in poll.poll(1000 * patience)}
    waited = time.monotonic() - began
    for output, child in busy.items():
        child.seconds_waited += waited
        if output in speaking:
            child.hear()
        elif child.seconds_waited >= _SECONDS_A_FILE:
            child.give_up()


class _Child:
    """A process that reads one file after the other; it is started when first needed."""

    def __init__(self) -> None:
        self.asked: deque[_Turn] = deque()
        """What it was asked for and has not answered, in this order."""
        self.seconds_waited = 0.0
        """For the first of them; what we do in the meantime does not count."""
        self._process: subprocess.Popen[bytes] | None = None
        self._given = self._answered = 0
        """Files, since the process was started."""
        self._bytes_asked: deque[int] = deque()
        self._heard: list[bytes] = []
        """The beginning of an answer that has not come whole."""

    @property
    def takes_more(self) -> bool:
        """Whether it may be asked for another file."""
        has_room = len(self.asked) < _ASKED and sum(self._bytes_asked) < _BYTES_ASKED
        return has_room and not (self.asked and self._given >= _FILES_A_CHILD)

    @property
    def output(self) -> int:
        """The file descriptor of what it says."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def ask(self, turn: _Turn) -> None:
        """Ask for a file; what is read of it will be put into its turn."""
        file = turn.file
        request = orjson.dumps(
            {
                "path": str(file.path.absolute()),
                "file_name": file.file_name,
                "sha256": file.sha256,
                "received_at": file.received_at.isoformat(),
            }
        )
        if not self.asked:
            self._be_ready()
        self.asked.append(turn)
        self._bytes_asked.append(len(request))
        self._given += 1
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # that it has ended will be heard
            self._process.stdin.write(request + b"\n")

    def hear(self) -> None:
        """Take what the process says, or that it has ended."""
        heard, process = os.read(self.output, _BYTES_HEARD), self._process
        if not heard:
            self.give_up()
            return
        *ends, begun = heard.split(b"\n")
        for end in ends:
            answer = b"".join((*self._heard, end))
            self._heard.clear()
            submission = _from_json(self.asked[0].file, orjson.loads(answer))
            submission.size = len(answer)
            self._settle(submission)
            if self._process is not process:
                return  # what else it has said is asked for anew
        if begun:
            self._heard.append(begun)

    def give_up(self) -> None:
        """End the process over the file that it is at."""
        assert self._process is not None
        self._process.kill()
        status, identity = self._process.wait(), self.asked[0].file.identity
        log.warning("%s ended its reader (%s)", identity[0], status)
        is_broken = status == -signal.SIGSEGV or status > 0
        code, detail = ("F01", _BROKE_READER) if is_broken else ("F03", TOO_MUCH)
        self._settle(rejected(*identity, code, message(code, detail=detail)))

    def end(self) -> None:
        """End the process; nothing is lost, its answers were taken."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        self.seconds_waited, self._given, self._answered = 0.0, 0, 0
        for waiting in (self.asked, self._bytes_asked, self._heard):
            waiting.clear()

    def _settle(self, submission: Submission) -> None:
        """Put down what was read of the first file asked for.

        What a used child cannot manage gets a new one: what was read before must decide nothing.
        """
        if not _is_unmanaged(submission):
            self.asked.popleft().submission = submission
            self._bytes_asked.popleft()
            self._answered += 1
            self.seconds_waited = 0.0
            return
        was_used, turns = self._answered > 0, list(self.asked)
        self.end()
        if not was_used:
            turns.pop(0).submission = submission
        for turn in turns:
            self.ask(turn)

    def _be_ready(self) -> None:
        is_gone = self._process is not None and self._process.poll() is not None
        if self._given >= _FILES_A_CHILD or is_gone:
            self.end()  # one that was ended from outside meanwhile is not the next file's fault
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingestion.child"],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
                # nothing of the parent's environment: a file that takes the child over finds no secret there
                env={"PYTHONUTF8": "1", "LIFECIRCLE_REFERENCE": str(Settings().reference.resolve())},
            )


def _is_unmanaged(submission: Submission) -> bool:
    """Whether it was not the file's content that decided, but what its reader could bear."""
    unmanaged = {message("F03", detail=TOO_MUCH), message("F01", detail=_BROKE_READER)}
    return submission.rejected_by is not None and submission.findings[0].message in unmanaged


def _from_json(file: FileToRead, answer: dict[str, Any]) -> Submission:
    submission = new_submission(*file.identity)
    submission.rejected_by, submission.cover = answer["rejected_by"], answer["cover"]
    submission.sheet_columns = answer["sheet_columns"]
    submission.tables = [TableRows(**read) for read in answer["tables"]]
    submission.findings = [Finding(**finding) for finding in answer["findings"]]
    return submission
