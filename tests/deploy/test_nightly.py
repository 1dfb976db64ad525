"""deploy/nightly: a command every night, made up for where a night was missed, told of where it failed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lifecircle.settings import PROJECT


@contextmanager
def nightly(folder: Path, at: datetime, command: str) -> Iterator[None]:
    """Let it look every fifth of a second whether `command`, which makes `made`, is due, while the block runs."""
    (folder / "command").write_text(f"#!/bin/sh\ncd {folder}\necho again >> calls\n{command}\n", encoding="utf-8")
    (folder / "command").chmod(0o755)
    running = subprocess.Popen(
        [PROJECT / "deploy" / "nightly", f"{at:%H:%M}", folder / "made", folder / "command"],
        env=os.environ | {"NIGHTLY_PAUSE_SECONDS": "0.2", "NIGHTLY_FAILED": str(folder / "failed")},
    )
    try:
        yield
    finally:
        running.terminate()
        assert running.wait(10) == 0


def await_calls(folder: Path, count: int) -> None:
    """Wait until the command has been called so often."""
    calls = folder / "calls"
    while not calls.exists() or len(calls.read_text().splitlines()) < count:
        time.sleep(0.05)


def await_looks(folder: Path) -> None:
    """Wait until it has looked at the file again and again: by then it had called, if it were to."""
    before = (folder / "made").stat().st_mtime
    time.sleep(1)
    assert (folder / "made").stat().st_mtime == before


@pytest.mark.parametrize("ago", [timedelta(minutes=2), timedelta(hours=20)])
def test_a_night_that_was_missed_is_made_up_for_at_once(ago: timedelta, tmp_path: Path) -> None:
    at = datetime.now().astimezone() - ago
    (tmp_path / "made").touch()
    os.utime(tmp_path / "made", (at.timestamp() - 3600,) * 2)

    with nightly(tmp_path, at, "touch made"):
        await_calls(tmp_path, 1)
        await_looks(tmp_path)

    assert (tmp_path / "calls").read_text() == "again\n"
    assert not (tmp_path / "failed").exists()


def test_what_was_made_since_the_last_night_is_enough(tmp_path: Path) -> None:
    (tmp_path / "made").touch()

    with nightly(tmp_path, datetime.now().astimezone() - timedelta(minutes=2), "touch made"):
        await_looks(tmp_path)

    assert not (tmp_path / "calls").exists()


def test_what_failed_is_told_of_and_tried_again(tmp_path: Path) -> None:
    at = datetime.now().astimezone() - timedelta(minutes=2)

    with nightly(tmp_path, at, "[ $(wc -l < calls) -gt 2 ] && touch made"):
        await_calls(tmp_path, 2)
        assert (tmp_path / "failed").exists()
        await_calls(tmp_path, 3)
        while (tmp_path / "failed").exists():
            time.sleep(0.05)

    assert (tmp_path / "made").exists()
