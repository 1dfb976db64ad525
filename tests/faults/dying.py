"""A process that is killed at one of its writes: `python -m tests.faults.dying NUMBER STEP HOME [INBOX]`.

A write is what leaves a name or bytes behind: renaming, linking, writing a text or bytes.  At the NUMBER-th the process
kills itself, before it or with half of the bytes written.  It ends with 0 where there are fewer writes.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lifecircle.home import Home

_RENAMING = ("replace", "rename", "link", "symlink")


class Killer:
    """Counts writes, and kills this process at one of them."""

    def __init__(self, at: int) -> None:
        self._left = at

    def count(self) -> bool:
        """Count one more; whether it is the one."""
        self._left -= 1
        return self._left == 0

    def install(self) -> None:
        """Let every write of this process be counted."""
        for name in _RENAMING:
            setattr(os, name, self._dying_before(getattr(os, name)))
        for name in ("write_bytes", "write_text"):
            setattr(Path, name, self._dying_half_way(getattr(Path, name)))

    def _dying_before(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def rename(*arguments: Any, **named: Any) -> Any:
            if self.count():
                die()
            return write(*arguments, **named)

        return rename

    def _dying_half_way(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def half(path: Path, data: Any, *arguments: Any, **named: Any) -> Any:
            if self.count():
                write(path, data[: len(data) // 2], *arguments, **named)
                die()
            return write(path, data, *arguments, **named)

        return half


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


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


def answer(home: Home, inbox: Path) -> None:
    from receipts import answer as answering

    answering.answer(home, lambda done, total: None)


_ALL = (land_files, check_rows, write_drafts, publish, publish_snapshot, restate, answer)
STEPS = {step.__name__: step for step in _ALL}


def main() -> None:
    number, step, home, *inbox = sys.argv[1:]
    if step in ("write_drafts", "publish", "restate"):
        from tests.building.plain_pages import use_plain_pages

        use_plain_pages()
    Killer(int(number)).install()
    STEPS[step](Home(Path(home)), Path(*inbox))


if __name__ == "__main__":
    main()
