"""The child that marks workbooks, seen from its parent: one child marks many; one that dies is replaced."""

from __future__ import annotations

import contextlib
import json
import logging
import select
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from lifecircle.office import whom_to_ask
from lifecircle.settings import PROJECT
from lifecircle.writing import whole
from receipts.marks import Mark

logger = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-m", "receipts.marking")
_TIMEOUT_SECONDS = 120


class Marker:
    """Makes marked copies; use it in a `with`, which ends the child."""

    def __init__(self, command: tuple[str, ...] = _COMMAND, timeout_seconds: float = _TIMEOUT_SECONDS) -> None:
        self._command = command
        self._timeout = timeout_seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def mark(self, source: Path, ending: str, marks: list[Mark], target: Path) -> bool:
        """Write the marked copy of a workbook, whole or not at all.

        Args:
            source: the original.
            ending: xlsx, xls or ods.
            marks: what to mark.
            target: the copy, an .xlsx.

        Returns:
            Whether it could be made; why it could not is logged.
        """
        with whole(target) as unfinished:
            request = {
                "source": str(source.resolve()),
                "ending": ending,
                "marks": [asdict(mark) for mark in marks],
                "target": str(unfinished.resolve()),
                "ask": whom_to_ask(),
            }
            failure = self._ask(json.dumps(request).encode() + b"\n")
            if failure:
                logger.warning("no marked copy of %s: %s", source, failure)
                unfinished.unlink(missing_ok=True)
        return not failure

    def _ask(self, request: bytes) -> str | None:
        child = self._child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        answer = b""
        try:
            child.stdin.write(request)
            child.stdin.flush()
            if select.select([child.stdout], [], [], self._timeout)[0]:
                answer = child.stdout.readline()
        except BrokenPipeError:
            pass  # it died before it had read the request; said below
        if not answer.endswith(b"\n"):
            self._end()
            return f"the process that marks workbooks ended or took too long ({child.returncode})"
        failure: str | None = json.loads(answer)["failure"]
        return failure

    def _start(self) -> subprocess.Popen[bytes]:
        # nothing of the parent's environment: a file that takes the child over finds no secret there
        environment = {"LANG": "C.UTF-8", "PYTHONUTF8": "1"}
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
            env=environment,
        )

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                # what it had not read dies with it
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
