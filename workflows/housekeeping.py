"""Keeping house: everything looked at, backed up, and what has had its time removed; a line of record a time."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lifecircle.home import DamagedHomeError, Home, HomeInUseError
from lifecircle.progress import reporter
from lifecircle.settings import Settings
from lifecircle.writing import whole
from publishing.drafts import retire_drafts
from publishing.snapshot import retire_snapshots
from warehouse.build import retire_builds
from workflows.backup import back_up
from workflows.backup_store import BackupError, BackupStore
from workflows.inspection import inspect_home

_SECONDS_OF_A_DAY = 86400


@dataclass(frozen=True)
class LastInspection:
    """When every byte was last read, and what was not as it was written, a line each."""

    at: datetime
    damaged: tuple[str, ...]


def keep_house(home: Home, as_of: datetime) -> list[str]:
    """Inspect a home byte by byte, back it up and retire what is old.

    Args:
        home: what is damaged in it stays as it is, and stays good in the backup.
        as_of: the moment of the backup and of the record.

    Returns:
        What is not as it was written, in the home or in its backups, and why no backup was made, a line each.
    """
    settings = Settings()
    lines = inspect_home(home, whole_bytes=True, progress=reporter("核对原件"))
    backup = None
    if settings.backup:
        store = BackupStore(settings.backup)
        try:
            lost = _drop_damaged(store, lines)
            backup = back_up(home, settings.backup, as_of, reporter("备份"))
            lines += backup.damaged
            lines += [_state(store, sha256, path) for sha256, path in lost.items()]
        except (BackupError, DamagedHomeError, HomeInUseError, OSError) as error:
            lines.append(f"no backup was made, the last one stands: {error}")
    retired = _retire(home, settings)
    if settings.backup and backup:
        retired["backups"] = BackupStore(settings.backup).prune(settings.keep_backups)
    record = {"at": as_of.isoformat(), "damaged": lines, "backup": backup and backup.name, "retired": retired}
    _write_down(home, record)
    return lines


def last_inspection(home: Home) -> LastInspection | None:
    """What housekeeping last wrote down; None if it never did, or its records cannot be read."""
    file = _records(home)
    try:
        last = json.loads(file.read_text(encoding="utf-8").splitlines()[-1])
        return LastInspection(datetime.fromisoformat(last["at"]), tuple(last["damaged"]))
    except (FileNotFoundError, IndexError, ValueError, KeyError, TypeError):
        return None


def _drop_damaged(store: BackupStore, lines: list[str]) -> dict[str, str]:
    """Read all bytes of all backups, and remove what is damaged: this backup puts it there anew if the home has it."""
    readable = []
    for name in store.names():
        try:
            store.read(name)
        except BackupError as error:
            lines.append(str(error))
        else:
            readable.append(name)
    lost = store.damaged(readable, reporter("核对备份"))
    for sha256 in lost:
        store.object(sha256).unlink(missing_ok=True)
    return lost


def _state(store: BackupStore, sha256: str, path: str) -> str:
    became = "it was put there anew" if store.has(sha256) else "the home has it no longer either"
    return f"{store.object(sha256)}, the backup of {path}, was damaged: {became}"


def _retire(home: Home, settings: Settings) -> dict[str, int]:
    """Remove what has had its time; how many of each kind."""
    return {
        "builds": retire_builds(home),
        "snapshots": retire_snapshots(home),
        "drafts": retire_drafts(home),
        "logs": _retire_logs(home, settings.keep_logs_days),
    }


def _retire_logs(home: Home, days: int) -> int:
    # files' times are of the machine's clock, whatever moment everything else stands on
    oldest = time.time() - days * _SECONDS_OF_A_DAY
    folders = [home.airflow / "logs", home.scheduler / "logs"]
    if elsewhere := os.environ.get("AIRFLOW__LOGGING__BASE_LOG_FOLDER"):
        folders.append(Path(elsewhere))
    removed = 0
    for folder in dict.fromkeys(folder.resolve() for folder in folders):
        # the deepest first, and their times before any goes, so that folders that become empty go too
        found = [path for path in sorted(folder.rglob("*"), reverse=True) if not path.is_symlink()]
        for path in [path for path in found if path.stat().st_mtime < oldest]:
            if path.is_file():
                path.unlink()
                removed += 1
            elif not any(path.iterdir()):
                path.rmdir()
    return removed


def _write_down(home: Home, record: Mapping[str, object]) -> None:
    file = _records(home)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    with whole(file, durable=True) as unfinished:
        unfinished.write_text(before + json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")


def _records(home: Home) -> Path:
    return home.records / "housekeeping.jsonl"
