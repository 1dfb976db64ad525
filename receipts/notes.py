"""What was said to whom: notes of telephone calls and visits, a file of JSON lines a unit, to which lines are added.

notes/nanqiao.jsonl     {"at": "2024-01-08T09:30:00+08:00", "by": "王芳", "text": "..."}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lifecircle.calendar import parse_moment
from lifecircle.home import DamagedHomeError, Home
from lifecircle.writing import whole

_WAIT_SECONDS = 60
_ENDING = ".jsonl"


@dataclass(frozen=True)
class Note:
    """What somebody of the data team said to a unit, or heard from it."""

    at: datetime
    by: str
    text: str


def note(home: Home, unit_code: str, text: str, at: datetime, by: str) -> None:
    """Add a note to a unit's; it is on the disk, whole, when this returns, or nothing has changed.

    Args:
        home: where notes are kept.
        unit_code: the town's or department's code.
        text: what was said.
        at: when.
        by: who said it.

    Raises:
        ValueError: the text, or the name, is blank.
        HomeInUseError: somebody else has been writing notes for a minute.
    """
    if not text.strip() or not by.strip():
        raise ValueError("a note needs a text and the name of whoever made it")
    line = json.dumps({"at": at.isoformat(), "by": by.strip(), "text": text.strip()}, ensure_ascii=False)
    path = home.notes / f"{unit_code}{_ENDING}"
    with home.hold("notes", wait_seconds=_WAIT_SECONDS):
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        with whole(path, durable=True) as unfinished:
            unfinished.write_text(f"{before}{line}\n", encoding="utf-8")


def read_notes(home: Home) -> Mapping[str, tuple[Note, ...]]:
    """Read the notes of all units by code, of each the latest first.

    Raises:
        DamagedHomeError: a file of notes cannot be read.
    """
    return {path.stem: _read(path) for path in sorted(home.notes.glob(f"[!.]*{_ENDING}"))}


def _read(path: Path) -> tuple[Note, ...]:
    notes = []
    try:
        # not splitlines: a text may hold what Unicode also takes for the end of a line
        for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
            said = json.loads(line)
            notes.append(Note(parse_moment(said["at"]), said["by"], said["text"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedHomeError(f"{path} is damaged: put it back from a backup") from error
    # of two notes of one moment the one that was written later is first
    return tuple(sorted(notes, key=lambda each: each.at)[::-1])
