"""Backing up a home into a folder: what it cannot be made again from, incrementally, whole or not at all.

A file that is damaged in the home is never put over its good bytes in the backup: the bytes that it was written with
are known by seals, names and manifests, and a backup goes on naming those.
"""

from __future__ import annotations

import contextlib
import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lifecircle.batches import recover
from lifecircle.home import Home
from lifecircle.progress import Progress
from lifecircle.writing import whole
from publishing.registry import recover_versions
from workflows.backup_store import Backup, BackupError, BackupStore, KeptFile
from workflows.kept_files import identity, is_written_once, kept_files, written_hashes

_WAIT_SECONDS = 600
_WRITABLE = 0o200


@dataclass(frozen=True)
class BackupResult:
    """A backup that was made."""

    name: str
    files: int
    size: int
    """In bytes, of all files."""
    new_files: int
    new_size: int
    """Of those whose bytes no earlier backup had."""
    damaged: tuple[str, ...]
    """What is not as it was written, and what of it the backup keeps, a line each."""


@dataclass(frozen=True)
class LastBackup:
    """When a home was last backed up, and into which folder."""

    at: datetime
    folder: Path


def back_up(home: Home, folder: Path, at: datetime, progress: Progress | None = None) -> BackupResult:
    """Back a home up; no landing or publication goes on meanwhile, but for the originals, which come first.

    Args:
        home: everything that it cannot make again is read.
        folder: for the backups of this home alone; made if it is not there.
        at: the backup's moment.
        progress: told (files looked at, in all).

    Raises:
        BackupError: the folder cannot be this home's, or did not keep what was written; the last backup stands.
        DamagedHomeError: the home's seals do not say what it holds; the last backup stands.
        HomeInUseError: a landing or publication has gone on for ten minutes.
        OSError: the folder cannot be written.
    """
    store = BackupStore(folder)
    with home.hold("backup", _WAIT_SECONDS):
        _refuse(home, store)
        store.claim(identity(home))
        taking = _Taking(home, store)
        taking.take_originals()
        with home.hold("landing", _WAIT_SECONDS), home.hold("publication", _WAIT_SECONDS):
            recover(home)
            recover_versions(home)
            backup = taking.take(at, progress)
            name = store.finish(backup, taking.new)
        remember(home, folder, at)
    new_size = sum(store.object(sha256).stat().st_size for sha256 in taking.new)
    size = sum(file.size for file in backup.files.values())
    return BackupResult(name, len(backup.files), size, len(taking.new), new_size, tuple(taking.damaged))


def last_backup(home: Home) -> LastBackup | None:
    """When the home was last backed up, and where to; None if never."""
    file = home.records / "backup.json"
    if not file.is_file():
        return None
    content = json.loads(file.read_text(encoding="utf-8"))
    return LastBackup(datetime.fromisoformat(content["at"]), Path(content["to"]))


def remember(home: Home, folder: Path, at: datetime) -> None:
    """Write down when and where to a home was backed up."""
    with whole(home.records / "backup.json", durable=True) as unfinished:
        content = {"at": at.isoformat(), "to": str(folder.resolve())}
        unfinished.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _refuse(home: Home, store: BackupStore) -> None:
    folder, root = store.folder.resolve(), home.root.resolve()
    if folder.is_relative_to(root) or root.is_relative_to(folder):
        raise BackupError(f"{folder} and the home {root} lie in each other: choose another folder, on another disk")
    if not home.landed.exists():
        raise BackupError(f"nothing has landed in {root}: there is nothing to back up")
    last = last_backup(home)
    if last and last.folder == folder and store.owner is None:
        raise BackupError(
            f"{folder} held the backups of this home and is empty: is its disk there? "
            f"If it was emptied on purpose, remove {home.records / 'backup.json'}"
        )
    if not store.belongs_to(identity(home)):
        raise BackupError(f"{folder} holds the backups of another home: choose another folder")


class _Taking:
    """One backup on its way: what is new in the store, and what is damaged in the home."""

    def __init__(self, home: Home, store: BackupStore) -> None:
        self.new: set[str] = set()
        self.damaged: list[str] = []
        self._home, self._store = home, store
        last = store.last()
        self._before: Mapping[str, KeptFile] = last[1].files if last else {}

    def take_originals(self) -> None:
        """Take what never changes first, without keeping a landing waiting."""
        for path in self._home.archive.glob("[0-9a-f][0-9a-f]/*"):
            if not self._store.has(path.name):
                self._add(path)

    def take(self, at: datetime, progress: Progress | None) -> Backup:
        """Take everything: looked at until nothing has changed meanwhile, for mails and notes go on."""
        written = written_hashes(self._home)
        files: dict[str, KeptFile | None] = {}
        seen: dict[str, tuple[int, int]] = {}
        while (present := _stamps(self._home)) != seen:
            changed = [name for name, stamp in present.items() if seen.get(name) != stamp]
            for done, name in enumerate(changed, start=1):
                files[name] = self._take_file(name, written.get(name))
                if progress:
                    progress(done, len(changed))
            seen = present
        taken = {name: file for name, file in files.items() if name in seen}
        never_gone = set(filter(is_written_once, self._before))
        for name in sorted((written.keys() | never_gone) - seen.keys()):
            taken[name] = self._good_file(name, written.get(name), "is missing")
        kept = {name: file for name, file in sorted(taken.items()) if file}
        return Backup(home=identity(self._home), at=at, files=kept, read_only_folders=self._closed_folders(seen))

    def _take_file(self, name: str, written: str | None) -> KeptFile | None:
        path = self._home.root / name
        if written is None and is_written_once(name) and name in self._before:
            written = self._before[name].sha256
        try:
            found = path.stat()
            sha256 = written if written and self._store.has(written) else self._add(path)
        except FileNotFoundError:
            return None  # a mail that went meanwhile: the next look finds it where it is now
        size = self._store.object(sha256).stat().st_size
        if (written and sha256 != written) or (written and found.st_size != size):
            return self._good_file(name, written, "was changed")
        return KeptFile(sha256=sha256, size=size, mode=stat.S_IMODE(found.st_mode), modified_ns=found.st_mtime_ns)

    def _good_file(self, name: str, written: str | None, fault: str) -> KeptFile | None:
        """The file as the backups before have it."""
        before = self._before.get(name)
        is_good = before is not None and written in (None, before.sha256) and self._store.has(before.sha256)
        kept = "the backup keeps it as it was written" if is_good else "no backup has it as it was written"
        self.damaged.append(f"{self._home.root / name} {fault}: {kept}")
        return before if is_good else None

    def _closed_folders(self, names: Iterable[str]) -> tuple[str, ...]:
        folders = {parent for name in names for parent in Path(name).parents}
        return tuple(sorted(str(each) for each in folders if not (self._home.root / each).stat().st_mode & _WRITABLE))

    def _add(self, path: Path) -> str:
        sha256, is_new = self._store.add(path)
        if is_new:
            self.new.add(sha256)
        return sha256


def _stamps(home: Home) -> dict[str, tuple[int, int]]:
    stamps = {}
    for name, path in kept_files(home).items():
        with contextlib.suppress(FileNotFoundError):
            found = path.stat()
            stamps[name] = (found.st_size, found.st_mtime_ns)
    return stamps
