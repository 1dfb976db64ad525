"""What can be found out about a home, each part by itself: one that cannot be read hinders no other."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from lifecircle.batches import read_batches
from lifecircle.calendar import CHINA
from lifecircle.due import deadlines, month_closes_at
from lifecircle.forms import load_forms
from lifecircle.home import DamagedHomeError, Home
from lifecircle.marts.opening import NothingPublishedError, open_snapshot
from lifecircle.marts.reading import read_rows
from lifecircle.quarters import read_quarters
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from publishing.figures import run_moment
from warehouse.results import last_attempt
from workflows.backup import last_backup
from workflows.closing import is_closed
from workflows.housekeeping import last_inspection
from workflows.status_report import Approvals, Backup, Build, Disk, Inspection, Landing, Sizes, Snapshot, State

_SECONDS_OF_AN_HOUR = 3600


@dataclass(frozen=True)
class _Published:
    quarter: str


def read_state(home: Home, moment: datetime, damaged: Sequence[str]) -> State:
    """Look up everything; `moment` is what it stands on, `damaged` what `inspect_home` said."""
    snapshot, approvals = _read_snapshot(home, moment)
    build, tried = _read_build(home), last_attempt(home)
    folder = Settings().backup
    return State(
        moment=moment,
        landing=_read_landing(home),
        build=build,
        last_build_failed=None if tried is None else build is None or tried > build.number,
        snapshot=snapshot,
        approvals=approvals,
        months_open=_open_months(home, moment),
        damaged=len(damaged),
        inspection=_read_inspection(home),
        backup=_read_backup(home, moment),
        disk=_read_disk(home.root),
        backup_disk=_read_disk(folder) if folder else None,
        sizes=Sizes(
            archive_bytes=_size(home.archive),
            landed_bytes=_size(home.landed),
            builds_bytes=_size(home.builds),
            published_bytes=_size(home.published),
        ),
        mails_waiting=len(waiting_mails(home)),
    )


def waiting_mails(home: Home) -> list[Path]:
    """The mails that have not gone yet."""
    return list(home.outbox.glob("[!.]*.eml"))


def _read_landing(home: Home) -> Landing | None:
    try:
        batches = read_batches(home)
    except DamagedHomeError:
        return None
    seals = list((home.landed / "seals").glob("*.json"))
    if not batches.seals or not seals:
        return None
    return Landing(
        at=_time(max(seals, key=lambda path: path.stat().st_mtime)),
        batches=batches.seals[-1].last,
        unchecked=sum(seal.last - seal.first + 1 for seal in batches.unchecked),
    )


def _read_build(home: Home) -> Build | None:
    if not home.latest_build.exists():
        return None
    latest = home.latest_build.resolve()
    return Build(at=_time(latest), number=int(latest.stem))


def _read_snapshot(home: Home, moment: datetime) -> tuple[Snapshot | None, Approvals | None]:
    try:
        with open_snapshot(home) as marts:
            snapshot = Snapshot(at=_time(home.snapshot.resolve()), as_of=run_moment(marts))
            quarters = tuple(_waiting(marts, home, moment))
    except (NothingPublishedError, duckdb.Error):
        # damaged, or of another version of lifecircle
        return None, None
    return snapshot, Approvals(waiting=len(quarters), quarters=quarters)


def _waiting(marts: duckdb.DuckDBPyConnection, home: Home, moment: datetime) -> list[str]:
    """The quarters whose drafts nobody has approved yet."""
    published = {row.quarter for row in read_rows(marts, _Published, "publication")}
    return [
        each.quarter
        for each in read_quarters(marts)
        if each.cutoff_at <= moment
        and each.quarter not in published
        and not any((home.published / each.quarter).glob("v*"))
    ]


def _open_months(home: Home, moment: datetime) -> tuple[str, ...]:
    district = load_district(Settings().reference)
    months = sorted({each.period for each in deadlines(district) if load_forms()[each.form].period == "month"})
    return tuple(month for month in months if month_closes_at(district, month) <= moment and not is_closed(home, month))


def _read_inspection(home: Home) -> Inspection | None:
    last = last_inspection(home)
    return None if last is None else Inspection(at=last.at, damaged=len(last.damaged))


def _read_backup(home: Home, moment: datetime) -> Backup | None:
    try:
        last = last_backup(home)
    except (ValueError, KeyError, TypeError):
        return None
    if last is None:
        return None
    age = (moment - last.at).total_seconds() / _SECONDS_OF_AN_HOUR
    return Backup(at=last.at, age_hours=round(age, 1))


def _read_disk(folder: Path) -> Disk | None:
    try:
        found = shutil.disk_usage(folder)
    except OSError:
        return None
    return Disk(total_bytes=found.total, used_bytes=found.used, free_bytes=found.free)


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() and not path.is_symlink() else 0
        except FileNotFoundError:
            continue  # a run goes on meanwhile
    return total


def _time(file: Path) -> datetime:
    return datetime.fromtimestamp(int(file.stat().st_mtime), CHINA)
