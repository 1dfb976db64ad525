"""Records of what the data team did to figures outside the month's course: what, why, who, when, to what effect.

A record is a numbered file below `home/records/backfills/`, written once and never changed.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from lifecircle.home import Home
from lifecircle.writing import whole


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Part):
    """A result in words before and after; None where there was none."""

    before: str | None
    after: str | None


class File(_Part):
    """A submission, and what came of it."""

    file_name: str
    form: str | None
    unit_code: str | None
    period: str | None
    received_at: datetime
    result: Change


class Score(_Part):
    """A unit's card: total, rank, band."""

    unit_name: str
    result: Change


class QuarterEffect(_Part):
    """What came of a quarter's cards.

    `version` is the one published, None of a draft.  Of a published quarter the scores are those known by now, which
    the published pages show only once it is restated.
    """

    quarter: str
    version: int | None
    is_restatement_offered: bool
    scores: tuple[Score, ...]


class Record(_Part):
    """What was done: the files that came or came out otherwise, and the quarters whose figures moved with them."""

    kind: Literal["backfill", "reread"]
    because: str
    by: str
    begun_at: datetime
    finished_at: datetime
    as_of: datetime | None = None
    """The moment as of which figures were computed; None where none were."""
    files: tuple[File, ...] = ()
    quarters: tuple[QuarterEffect, ...] = ()

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that the files are of, in order."""
        return tuple(sorted({file.period for file in self.files if file.period}))


class RecordError(Exception):
    """A record cannot be written or shown; the message says why."""


def require_words(because: str, by: str) -> tuple[str, str]:
    """Bring the reason and the name into one line each.

    Raises:
        RecordError: one of them is blank.
    """
    reason, name = " ".join(because.split()), " ".join(by.split())
    if not reason or not name:
        raise RecordError("a record needs a reason (--because) and a name (--by)")
    return reason, name


def write_record(home: Home, record: Record) -> int:
    """Keep a record under the next number, which is returned."""
    folder = _folder(home)
    with home.hold("records", wait_seconds=60):
        number = max(read_records(home), default=0) + 1
        with whole(folder / f"{number:04}.json", durable=True) as unfinished:
            unfinished.write_text(record.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return number


def read_records(home: Home) -> dict[int, Record]:
    """Read all records: number -> record, the earliest first."""
    paths = sorted(_folder(home).glob("[0-9]*.json"))
    return {int(path.stem): Record.model_validate_json(path.read_bytes()) for path in paths}


def _folder(home: Home) -> Path:
    return home.records / "backfills"
