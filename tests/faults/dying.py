"""A process that fails at one of its writes: `python -m tests.faults.dying FAULT NUMBER STEP HOME [INBOX]`.

A write is what leaves a name or bytes behind: renaming, linking, writing a text or bytes.  At the NUMBER-th the fault
comes, before it or with half of the bytes written: SIGKILL, SIGSTOP, or the system's error of that name.  The process
ends with 0 where there are fewer writes.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lifecircle.home import Home

_RENAMING = ("replace", "rename", "link", "symlink")


class Fault:
    """Counts writes, and lets one of them fail."""

    def __init__(self, name: str, at: int) -> None:
        self._name, self._left = name, at

    def count(self) -> bool:
        """Count one more; whether it is the one."""
        self._left -= 1
        return self._left == 0

    def install(self) -> None:
        """Let every write of this process be counted."""
        for name in _RENAMING:
            setattr(os, name, self._failing_before(getattr(os, name)))
        for name in ("write_bytes", "write_text"):
            setattr(Path, name, self._failing_half_way(getattr(Path, name)))

    def _come(self) -> None:
        if self._name.startswith("SIG"):
            os.kill(os.getpid(), getattr(signal, self._name))
        elif self._name == "ENOMEM":
            raise MemoryError
        else:
            number = getattr(errno, self._name)
            raise OSError(number, os.strerror(number))

    def _failing_before(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def rename(*arguments: Any, **named: Any) -> Any:
            if self.count():
                self._come()
            return write(*arguments, **named)

        return rename

    def _failing_half_way(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def half(path: Path, data: Any, *arguments: Any, **named: Any) -> Any:
            if self.count():
                write(path, data[: len(data) // 2], *arguments, **named)
                self._come()
            return write(path, data, *arguments, **named)

        return half


def land_files(home: Home, inbox: Path) -> None:
    from ingestion.land import land

    land(home, inbox)


def check_rows(home: Home, inbox: Path) -> None:
    from expectations.check import check

    check(home)


def write_drafts(home: Home, inbox: Path) -> None:
    from publishing import drafts

    drafts.write_drafts(home)


def publish(home: Home, inbox: Path) -> None:
    from publishing import approval

    approval.publish(home, "2024Q1", "王芳")


def publish_snapshot(home: Home, inbox: Path) -> None:
    from publishing import snapshot

    snapshot.publish_snapshot(home)


def restate(home: Home, inbox: Path) -> None:
    from publishing import restatement

    restatement.restate(home, "2024Q1", "李强", "补报计入")


def build(home: Home, inbox: Path) -> None:
    from lifecircle.calendar import parse_moment
    from warehouse.build import build_warehouse

    build_warehouse(home, parse_moment("2024-04-12T00:00:00+08:00"))


def answer(home: Home, inbox: Path) -> None:
    from lifecircle.calendar import parse_moment
    from receipts import answer as answering

    answering.answer(home, lambda done, total: None, parse_moment("2024-04-12T00:00:00+08:00"))


def back_up(home: Home, inbox: Path) -> None:
    from lifecircle.calendar import parse_moment
    from workflows import backup

    # the home and its backups lie in one folder, so that both are copied for each kill
    backup.back_up(Home(home.root / "home"), home.root / "backups", parse_moment("2024-04-14T03:40:00+08:00"))


_ALL = (land_files, check_rows, build, write_drafts, publish, publish_snapshot, restate, answer, back_up)
STEPS = {step.__name__: step for step in _ALL}


def main() -> None:
    fault, number, step, home, *inbox = sys.argv[1:]
    if step in ("write_drafts", "publish", "restate"):
        from tests.building.plain_pages import use_plain_pages

        use_plain_pages()
    Fault(fault, int(number)).install()
    STEPS[step](Home(Path(home)), Path(*inbox))


if __name__ == "__main__":
    main()
