"""One child process that reads files, seen from its parent: what it is asked, what it answers, how it ended.

A file is refused for what its reader states or for a limit that the reader itself keeps.  Whatever else ends a reader
(a signal from outside, a descriptor or memory that the machine does not have) says nothing about the file.
Source: docs/contract/submissions.md, Verdicts.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections import deque
from pathlib import Path
from typing import Any

import orjson

from ingestion.child import CPU_SECONDS, READY
from ingestion.rows import TableRows
from ingestion.submission import Submission, new_submission
from ingestion.turns import Ended, Failure, FileToRead, Turn
from lifecircle.findings import Finding
from lifecircle.forms import forms_file
from lifecircle.settings import PROJECT, Settings

_FILES_A_CHILD = 2_000
"""A child is replaced after so many files: what a parser may have kept of them goes with it."""
_ASKED, _BYTES_ASKED = 8, 2**15
"""Files that wait in a child's pipe, so that it need not wait for us; they fit into it, so that we need not either."""
_BYTES_HEARD = 2**20
_LAST_WORDS = 2_000
_OUT_OF_MEMORY = b"memory allocation of "
"""The last words of a parser in Rust whose allocation was refused; it aborts then."""


class Reader:
    """A process that reads one file after the other; it is started when first needed."""

    def __init__(self) -> None:
        self.asked: deque[Turn] = deque()
        """What it was asked for and has not answered, in this order."""
        self.seconds_waited = 0.0
        """Without an answer and without working; what we do in the meantime does not count."""
        self.is_proved = False
        self._process: subprocess.Popen[bytes] | None = None
        self._given = 0
        self._seconds_worked = 0.0
        self._bytes_asked: deque[int] = deque()
        self._heard: list[bytes] = []
        """The beginning of an answer that has not come whole."""
        self._last_words = b""

    @property
    def takes_more(self) -> bool:
        """Whether it may be asked for another file."""
        if self.asked and (self.asked[0].is_suspect or self._given >= _FILES_A_CHILD):
            return False
        return len(self.asked) < _ASKED and sum(self._bytes_asked) < _BYTES_ASKED

    @property
    def output(self) -> int:
        """The file descriptor of its answers."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def ask(self, turn: Turn) -> None:
        """Ask for a file; one that a reader has failed at is asked of a new process.

        Raises:
            OSError: no process can be started.
        """
        file = turn.file
        request = orjson.dumps(
            {
                "path": str(file.path.absolute()),
                "file_name": file.file_name,
                "sha256": file.sha256,
                "received_at": file.received_at.isoformat(),
                "further": file.further,
            }
        )
        if not self.asked:
            self._be_ready(anew=turn.is_suspect)
        self.asked.append(turn)
        self._bytes_asked.append(len(request))
        self._given += 1
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # that it has ended will be heard
            self._process.stdin.write(request + b"\n")

    def hear(self) -> Ended | None:
        """Take what the process says, or that it has ended."""
        heard = os.read(self.output, _BYTES_HEARD)
        self.seconds_waited = 0.0
        self._hear_last_words()
        if not heard:
            return self.give_up("it ended")
        *ends, begun = heard.split(b"\n")
        for end in ends:
            answer = b"".join((*self._heard, end))
            self._heard.clear()
            if not self.is_proved:
                if answer != READY:
                    return self.give_up("it did not prove itself")
                self.is_proved = True
                continue
            told = orjson.loads(answer)
            if failure := told.get("failed"):
                return self._end_with(Failure(failure, is_own_limit=told["is_own_limit"]))
            turn = self.asked.popleft()
            self._bytes_asked.popleft()
            turn.submission = _from_json(turn.file, told)
            turn.submission.size = len(answer)
        if begun:
            self._heard.append(begun)
        return None

    def has_worked(self) -> bool:
        """Whether the process has used processor time since this was last asked."""
        assert self._process is not None
        before, self._seconds_worked = self._seconds_worked, _processor_seconds(self._process.pid)
        return self._seconds_worked > before

    def give_up(self, reason: str) -> Ended:
        """End the process over the file that it is at."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)  # Popen's own would wait for it, and not say what it has used
        _, status, used = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._hear_last_words()
        return self._end_with(_cause(reason, self._process.returncode, used.ru_utime + used.ru_stime, self._last_words))

    def end(self) -> None:
        """End the process; nothing is lost, its answers were taken."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self._process = None
        self.is_proved, self._last_words = False, b""
        self.seconds_waited, self._given, self._seconds_worked = 0.0, 0, 0.0
        for waiting in (self.asked, self._bytes_asked, self._heard):
            waiting.clear()

    def _end_with(self, failure: Failure) -> Ended:
        turns, was_proved = tuple(self.asked), self.is_proved
        self.end()
        return Ended(failure, turns[0], turns[1:]) if was_proved else Ended(failure, None, turns)

    def _hear_last_words(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        with contextlib.suppress(BlockingIOError):
            self._last_words = (self._last_words + os.read(self._process.stderr.fileno(), _BYTES_HEARD))[-_LAST_WORDS:]

    def _be_ready(self, *, anew: bool) -> None:
        is_gone = self._process is not None and self._process.poll() is not None
        if anew or self._given >= _FILES_A_CHILD or is_gone:
            self.end()  # one that was ended from outside meanwhile is not the next file's fault
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingestion.child"],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=PROJECT,
                # nothing of the parent's environment: a file that takes the child over finds no secret there
                env={
                    "PYTHONUTF8": "1",
                    "PYTHONWARNINGS": "ignore",
                    "LIFECIRCLE_REFERENCE": str(Settings().reference.resolve()),
                    "LIFECIRCLE_FORMS": str(forms_file().resolve()),
                },
            )
            assert self._process.stderr is not None
            os.set_blocking(self._process.stderr.fileno(), False)


def _cause(reason: str, exit_code: int, seconds_worked: float, last_words: bytes) -> Failure:
    """Say why a process ended; only its own limits are the file's fault, and they must be seen to have been reached."""
    if exit_code == -signal.SIGXCPU and seconds_worked >= CPU_SECONDS:
        return Failure(f"more than {CPU_SECONDS} s of processor time", is_own_limit=True)
    if exit_code == -signal.SIGABRT and _OUT_OF_MEMORY in last_words:
        return Failure("out of its own memory", is_own_limit=True)
    words = " ".join(last_words.decode("utf-8", "replace").split())[-200:]
    ended = f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
    return Failure(": ".join(part for part in (reason, ended, words) if part))


def _processor_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _from_json(file: FileToRead, answer: dict[str, Any]) -> Submission:
    submission = new_submission(*file.identity)
    submission.bytes_received = file.size
    submission.rejected_by, submission.cover = answer["rejected_by"], answer["cover"]
    submission.sheet_columns = answer["sheet_columns"]
    submission.tables = [TableRows(**read) for read in answer["tables"]]
    submission.findings = [Finding(**finding) for finding in answer["findings"]]
    return submission
