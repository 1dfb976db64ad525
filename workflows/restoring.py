"""Restoring a home from its backups: the whole of it, or what is damaged in one that stands."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lifecircle.batches import hash_file, recover
from lifecircle.home import Home
from lifecircle.home_format import FORMAT_FILE, refuse_newer
from lifecircle.progress import Listener
from lifecircle.writing import sync_filesystems, whole
from publishing.registry import recover_versions
from workflows.backup import remember
from workflows.backup_store import Backup, BackupError, BackupStore, KeptFile
from workflows.inspection import inspect_home
from workflows.kept_files import is_written_once, kept_files, written_hashes

_WAIT_SECONDS = 600
_NAMED = 5
_FIRST = ("landed/seals/", "publications/", "records/identity")
"""What says which rows and versions a home holds: these come first and the rows last, so that a half restored home is a
damaged one, which no landing and no build goes on with."""


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    name: str
    """The backup's."""
    files: tuple[str, ...]
    kept_settings: tuple[str, ...] = ()
    """Settings of the home that are others than the backup's: they stay as they are."""
    damaged: tuple[str, ...] = ()
    """What is not as it was written even so, a line each."""


def restore(folder: Path, home: Home, listener: Listener, which: str | None = None) -> Restored:
    """Put all files of a backup into an empty home; the warehouse is then built anew by `rebuild`.

    All bytes of the backup are read before the first file is written.  A restore that was killed is gone on with by
    the next one.

    Args:
        folder: of the backups.
        home: without files, but for its settings.
        listener: told how far each step is.
        which: the backup's number or moment; the last one by default.

    Raises:
        BackupError: there is no such backup, it is damaged, or the home has files of its own; nothing was written.
        HomeFormatError: a newer program made it; nothing was written.
        HomeInUseError: something runs on the home.
    """
    store = BackupStore(folder)
    name = store.find(which)
    backup = store.read(name)
    with home.hold("backup"), home.hold("run"), home.hold("landing"), home.hold("publication"):
        _refuse_files(home, backup)
        _require_whole(store, name, backup, listener)
        if kept := backup.files.get(FORMAT_FILE):
            refuse_newer(store.object(kept.sha256).read_bytes(), Path(f"the backup {name}'s {FORMAT_FILE}"))
        changed = [path for path in _in_order(backup) if _differs(home.root / path, backup.files[path])]
        left = [path for path in changed if path.startswith("settings/") and (home.root / path).exists()]
        wanted = [path for path in changed if path not in left]
        for done, path in enumerate(wanted, start=1):
            _put_back(store, home.root / path, backup.files[path])
            listener("恢复文件", done, len(wanted))
        for closed in backup.read_only_folders:
            (home.root / closed).chmod(0o555)
        sync_filesystems(home.root)
        remember(home, folder, backup.at)
    return Restored(name, tuple(wanted), tuple(left), tuple(inspect_home(home, whole_bytes=False)))


def put_back_damaged(folder: Path, home: Home, listener: Listener) -> Restored:
    """Put back what of a standing home is missing or not as it was written, by the bytes that it was written with.

    Raises:
        BackupError: the folder holds no backup of this home.
        DamagedHomeError: a seal is lost that no backup has.
        HomeInUseError: a landing or publication has gone on for ten minutes.
    """
    store = BackupStore(folder)
    name = store.find(None)
    backup = store.read(name)
    own = home.records / "identity"
    if own.is_file() and own.read_text(encoding="ascii").strip() != backup.home:
        raise BackupError(f"{folder} holds the backups of another home")
    put_back = []
    with home.hold("backup"), home.hold("landing", _WAIT_SECONDS), home.hold("publication", _WAIT_SECONDS):
        for path in (path for path in _in_order(backup) if path.startswith("landed/seals/")):
            if not _is_json(home.root / path):
                _put_back(store, home.root / path, backup.files[path])
                put_back.append(path)
        recover(home)
        recover_versions(home)
        # twice: files of a version are known once its manifest is as it was written
        for _ in range(2):
            put_back += _mend(store, home, backup, listener)
    damaged = inspect_home(home, whole_bytes=True)
    return Restored(name, tuple(dict.fromkeys(put_back)), damaged=tuple(damaged))


def _mend(store: BackupStore, home: Home, backup: Backup, listener: Listener) -> list[str]:
    never_gone = {path: file.sha256 for path, file in backup.files.items() if is_written_once(path)}
    written = never_gone | written_hashes(home)
    mended = []
    for done, (path, sha256) in enumerate(sorted(written.items()), start=1):
        place = home.root / path
        if (not place.is_file() or hash_file(place) != sha256) and store.has(sha256):
            found = store.object(sha256).stat()
            unknown = KeptFile(sha256=sha256, size=found.st_size, mode=0o644, modified_ns=found.st_mtime_ns)
            file = backup.files.get(path, unknown)
            _put_back(store, place, file if file.sha256 == sha256 else unknown)
            mended.append(path)
        listener("核对文件", done, len(written))
    return mended


def _refuse_files(home: Home, backup: Backup) -> None:
    """A home may have its settings, and what a killed restore of the same backup has put there."""
    own = [
        path
        for path, file in kept_files(home).items()
        if not path.startswith("settings/")
        and path not in {"records/backup.json", FORMAT_FILE}
        and (path not in backup.files or _differs(file, backup.files[path]))
    ]
    if own:
        named = ", ".join(own[:_NAMED]) + (f" and {len(own) - _NAMED} more" if len(own) > _NAMED else "")
        raise BackupError(
            f"{home.root} has files of its own ({named}): restore into an empty home, "
            "or put back what is damaged in this one by --only-damaged"
        )


def _require_whole(store: BackupStore, name: str, backup: Backup, listener: Listener) -> None:
    damaged = store.damaged([name], lambda done, total: listener("核对备份", done, total))
    if damaged:
        lost = [path for path, file in backup.files.items() if file.sha256 in damaged]
        named = ", ".join(lost[:_NAMED]) + (f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else "")
        raise BackupError(f"the backup {name} is damaged ({named}): choose another one by --at")


def _in_order(backup: Backup) -> list[str]:
    return sorted(backup.files, key=lambda path: (not path.startswith(_FIRST), path.startswith("landed/"), path))


def _differs(path: Path, file: KeptFile) -> bool:
    return not path.is_file() or path.stat().st_size != file.size or hash_file(path) != file.sha256


def _put_back(store: BackupStore, path: Path, file: KeptFile) -> None:
    with _opened(path.parent), whole(path) as unfinished:
        shutil.copyfile(store.object(file.sha256), unfinished)
        if hash_file(unfinished) != file.sha256:
            raise BackupError(f"{store.object(file.sha256)} is damaged: {path} is not put back")
        unfinished.chmod(file.mode)
        os.utime(unfinished, ns=(file.modified_ns, file.modified_ns))


@contextmanager
def _opened(folder: Path) -> Iterator[None]:
    """Let a folder that nobody may write be written to, as a version's is."""
    folder.mkdir(parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    folder.chmod(mode | 0o200)
    try:
        yield
    finally:
        folder.chmod(mode)


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return True
