"""What a monitor is told of a home: `home/status/status.json`, which the proxy serves as `/status.json`.

No person, no name of a file and no secret stands in it.  What is not known is null, never zero.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ProblemCode = Literal[
    "no_snapshot",
    "snapshot_unusable",
    "snapshot_late",
    "snapshot_behind",
    "build_failed",
    "rows_unchecked",
    "damaged",
    "inspection_late",
    "no_backup",
    "backup_late",
    "backup_unreachable",
    "disk_low",
    "backup_disk_low",
    "month_late",
    "mail_stuck",
    "clock_set",
]
"""What can be wrong; docs/operations.md, Monitoring, says what to do about each."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Landing(_Part):
    """What has come in."""

    at: datetime = Field(description="When files last landed, or were last checked.")
    batches: int = Field(description="How many batches have landed.")
    unchecked: int = Field(description="How many of them do not count yet, because their rows are not checked.")


class Build(_Part):
    """The last good build of the warehouse."""

    at: datetime
    number: int


class Snapshot(_Part):
    """The marts that readers see."""

    at: datetime = Field(description="When they were published.")
    as_of: datetime = Field(description="The moment that their figures are of.")


class Approvals(_Part):
    """What waits for the office."""

    waiting: int
    quarters: tuple[str, ...] = Field(description="Quarters that are due and not published, as `2024Q1`.")


class Disk(_Part):
    """The file system of a folder."""

    total_bytes: int
    used_bytes: int = Field(description="By all that lies on it.")
    free_bytes: int = Field(description="Free for lifecircle's user.")


class Sizes(_Part):
    """What a home takes."""

    archive_bytes: int = Field(description="Originals.")
    landed_bytes: int = Field(description="Rows read.")
    builds_bytes: int = Field(description="Warehouses built.")
    published_bytes: int = Field(description="Scorecards and briefs.")


class Backup(_Part):
    """The last backup."""

    at: datetime
    age_hours: float


class Inspection(_Part):
    """The last time that housekeeping read every byte of the home and of its backups."""

    at: datetime
    damaged: int = Field(description="How many things were not as they were written.")


class State(_Part):
    """What was found."""

    moment: datetime = Field(description="The moment that everything stands on: now, unless LIFECIRCLE_AS_OF is set.")
    landing: Landing | None = Field(description="Null if nothing ever landed, or its seals are damaged.")
    build: Build | None
    last_build_failed: bool | None = Field(description="Null if none was ever tried.")
    snapshot: Snapshot | None = Field(description="Null if there is none, or it cannot be read.")
    approvals: Approvals | None = Field(description="Null without a snapshot.")
    months_open: tuple[str, ...] = Field(description="Closed for reports, without briefs, as `2024-03`.")
    damaged: int = Field(description="How many things are missing or of another size now.")
    inspection: Inspection | None
    backup: Backup | None
    disk: Disk | None = Field(description="Of the home.")
    backup_disk: Disk | None = Field(description="Of the backups' folder.")
    sizes: Sizes
    mails_waiting: int


class Problem(_Part):
    """What a person has to look at."""

    code: ProblemCode
    message: str = Field(description="In Chinese, for whoever is called.")


class HomeStatus(_Part):
    """How a home stands: written every quarter of an hour, and after each run."""

    format: Literal[1] = Field(
        default=1, description="Rises when a field goes or changes its meaning; others may come."
    )
    version: str = Field(description="Of lifecircle.")
    written_at: datetime
    valid_until: datetime = Field(description="After this moment nothing runs any more, or nothing can be written.")
    valid_until_unix: int = Field(description="The same in seconds since 1970, to be compared with the time.")
    ok: bool = Field(description="Whether there is no problem.")
    problems: tuple[Problem, ...]
    state: State
