"""Read many files in child processes, one a core, in order; a child that a file kills is replaced and the rest read."""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
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
        files: those to read; the iterable is advanced in the calling thread.
        processes: how many children at most; by default as many as there are cores.
    """
    count = processes or os.cpu_count() or 1
    children: SimpleQueue[_Child] = SimpleQueue()
    all_children = [_Child() for _ in range(count)]
    for child in all_children:
        children.put(child)

    def read(file: FileToRead) -> Submission:
        child = children.get()
        try:
            return child.read(file)
        finally:
            children.put(child)

    pending: deque[Future[Submission]] = deque()
    with ThreadPoolExecutor(count) as threads:
        try:
            for file in files:
                pending.append(threads.submit(read, file))
                if len(pending) >= _AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
            for child in all_children:
                child.end()


class _Child:
    """A process that reads one file after the other; it is started when first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        """How many files the process has been given."""

    def read(self, file: FileToRead) -> Submission:
        """Read a file; what a used child cannot manage gets a new one: what was read before must decide nothing."""
        submission = self._try(file)
        if self._files > 1 and _is_unmanaged(submission):
            self.end()
            submission = self._try(file)
        return submission

    def _try(self, file: FileToRead) -> Submission:
        request = {
            "path": str(file.path.resolve()),
            "file_name": file.file_name,
            "sha256": file.sha256,
            "received_at": file.received_at.isoformat(),
        }
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(orjson.dumps(request) + b"\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], _SECONDS_A_FILE)
            line = process.stdout.readline() if ready else b""
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):
            return self._died(file)
        return _from_json(file, orjson.loads(line))

    def end(self) -> None:
        """End the process; nothing is lost, its answers were taken."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        is_gone = self._process is not None and self._process.poll() is not None
        if self._files >= _FILES_A_CHILD or is_gone:
            self.end()  # one that was ended from outside meanwhile is not the next file's fault
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingestion.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PROJECT,
                # nothing of the parent's environment: a file that takes the child over finds no secret there
                env={"PYTHONUTF8": "1", "LIFECIRCLE_REFERENCE": str(Settings().reference.resolve())},
            )
            self._files = 0
        self._files += 1
        return self._process

    def _died(self, file: FileToRead) -> Submission:
        """Say what became of a file that its reader did not survive."""
        assert self._process is not None
        self._process.kill()
        status = self._process.wait()
        self.end()
        log.warning("%s ended its reader (%s)", file.file_name, status)
        if status == -signal.SIGSEGV or status > 0:
            return rejected(*file.identity, "F01", message("F01", detail=_BROKE_READER))
        return rejected(*file.identity, "F03", message("F03", detail=TOO_MUCH))


def _is_unmanaged(submission: Submission) -> bool:
    """Whether it was not the file's content that decided, but what its reader could bear."""
    unmanaged = {message("F03", detail=TOO_MUCH), message("F01", detail=_BROKE_READER)}
    return submission.rejected_by is not None and submission.findings[0].message in unmanaged


def _from_json(file: FileToRead, answer: dict[str, Any]) -> Submission:
    submission = new_submission(*file.identity)
    submission.rejected_by, submission.cover = answer["rejected_by"], answer["cover"]
    submission.sheet_columns = answer["sheet_columns"]
    submission.tables = [TableRows(read["table"], read["sheet"], read["columns"]) for read in answer["tables"]]
    submission.findings = [Finding(**finding) for finding in answer["findings"]]
    return submission
