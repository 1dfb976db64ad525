"""Closing a month: its briefs, written once as of its close, and again as a next edition when a correction comes."""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, field_validator

from lifecircle.calendar import CHINA, quarter_of
from lifecircle.home import Home
from lifecircle.marts.opening import open_snapshot
from lifecircle.wording import minute
from lifecircle.writing import sync, write_changed
from publishing.drafts import WAIT_SECONDS, write_index
from publishing.figures import read_inputs, read_withdrawals, run_moment
from publishing.manifest import MANIFEST, Code, FileHash, InputFile, Rules, WithdrawnFile, hash_files
from publishing.provenance import code_version, rules_in_force
from publishing.versions import write_protected
from scorecards.brief.changes import Change, changes_between
from scorecards.brief.figures import Month, closed_months, read_month
from scorecards.brief.rendering import render_briefs, render_briefs_index
from scorecards.brief.sheet import Issue
from scorecards.edition import Basis
from scorecards.figures.district import read_district_name

logger = logging.getLogger(__name__)

FIGURES = "figures.json"
_EDITION = re.compile(r"v([1-9]\d*)")


class NotClosedYetError(Exception):
    """The month has not closed by the moment, or not by the warehouse's; the message says when it does."""


class BriefManifest(BaseModel):
    """What an edition of a month's briefs is made from: as of when, which files, which rules, which code."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: str
    version: int
    basis: Basis
    as_of: datetime
    run_as_of: datetime
    build: str
    """The snapshot that was read, by its own name."""
    previous_as_of: datetime | None
    changes: tuple[Change, ...]
    rules: Rules
    code: Code
    inputs: tuple[InputFile, ...]
    withdrawals: tuple[WithdrawnFile, ...]
    files: dict[str, FileHash]

    @field_validator("as_of", "run_as_of", "previous_as_of")
    @classmethod
    def _in_shanghai(cls, at: datetime | None) -> datetime | None:
        return at and at.astimezone(CHINA)

    @property
    def issue(self) -> Issue:
        """What its pages say of it."""
        return Issue(self.month, self.as_of, self.version, self.previous_as_of, self.changes)


def close_month(home: Home, month: str, as_of: datetime) -> Path:
    """Write a month's briefs as of its close, and what was corrected since as the next edition.

    What is written never changes; where nothing is new nothing is written.

    Args:
        home: its snapshot is read, its `briefs` are written.
        month: as 2024-03.
        as_of: the present moment: a month that has not closed by it is refused.

    Returns:
        The folder of the edition that holds now.

    Raises:
        NotClosedYetError: the month has not closed yet, by this moment or by the warehouse's.
        NothingPublishedError: the home has no snapshot.
        HomeInUseError: another publication has gone on for ten minutes.
    """
    with home.hold("publication", wait_seconds=WAIT_SECONDS):
        with open_snapshot(home) as marts:
            _require_closed(marts, month, as_of)
            if not editions(home, month):
                _write(home, marts, month, "cutoff")
            _write(home, marts, month, "latest")
            district_name = read_district_name(marts)
        issues = [read_brief(folder).issue for folder in editions(home)]
        write_changed(home.briefs / "index.html", render_briefs_index(issues, district_name))
        write_index(home)
    return editions(home, month)[-1]


def editions(home: Home, month: str = "*") -> list[Path]:
    """The folders of all editions, or of a month's, by month and number."""
    found = [
        (folder.parent.name, int(number[1]), folder)
        for folder in home.briefs.glob(f"{month}/v*")
        if (number := _EDITION.fullmatch(folder.name))
    ]
    return [folder for *_, folder in sorted(found)]


def read_brief(folder: Path) -> BriefManifest:
    """Read what an edition is made from."""
    return BriefManifest.model_validate_json((folder / MANIFEST).read_bytes())


def _require_closed(marts: duckdb.DuckDBPyConnection, month: str, as_of: datetime) -> None:
    closed = closed_months(marts)
    if month not in closed:
        raise NotClosedYetError(
            f"{month} has no brief: by {minute(run_moment(marts))}, the warehouse's moment, "
            f"{'no month has closed' if not closed else f'{min(closed)} to {max(closed)} have closed'}; "
            "a month closes on the 10th of the next at 23:59:59 (or on its reports' moved due day)"
        )
    if as_of < closed[month]:
        raise NotClosedYetError(f"{month} closes at {minute(closed[month])}, and it is {minute(as_of)}")


def _write(home: Home, marts: duckdb.DuckDBPyConnection, month: str, basis: Basis) -> None:
    """Write an edition on a basis, unless the last one has these figures already."""
    now = read_month(marts, month, basis)
    assert now is not None, "the month has closed"
    before = editions(home, month)
    figures = now.to_bytes()
    if before and (before[-1] / FIGURES).read_bytes() == figures:
        return
    previous = read_brief(before[-1]) if before else None
    changes = changes_between(_figures(before[-1]), json.loads(figures)) if before else ()
    issue = Issue(month, now.as_of, len(before) + 1, previous and previous.as_of, changes)
    files = render_briefs(now, _month_before(marts, month, basis), issue, read_district_name(marts))
    files[FIGURES] = figures
    manifest = _manifest(home, marts, now, issue, files)
    folder = home.briefs / month / f"v{issue.version}"
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    write_protected(unfinished, {**files, MANIFEST: manifest.model_dump_json(indent=1).encode() + b"\n"})
    unfinished.rename(folder)
    sync(folder.parent)
    logger.info("wrote %s", folder)


def _manifest(
    home: Home, marts: duckdb.DuckDBPyConnection, now: Month, issue: Issue, files: dict[str, bytes]
) -> BriefManifest:
    return BriefManifest(
        month=now.month,
        version=issue.version,
        basis=now.basis,
        as_of=now.as_of,
        run_as_of=run_moment(marts),
        build=home.snapshot.resolve().name,
        previous_as_of=issue.previous_as_of,
        changes=issue.changes,
        rules=rules_in_force(quarter_of(now.month)),
        code=code_version(),
        inputs=tuple(each for each in read_inputs(marts, home) if each.received_at <= now.as_of),
        withdrawals=read_withdrawals(home, now.as_of),
        files=hash_files(files),
    )


def _figures(folder: Path) -> dict[str, object]:
    figures: dict[str, object] = json.loads((folder / FIGURES).read_bytes())
    return figures


def _month_before(marts: duckdb.DuckDBPyConnection, month: str, basis: Basis) -> Month | None:
    year, number = int(month[:4]), int(month[5:])
    before = f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"
    return read_month(marts, before, basis)
