"""A folder of backups: every file's bytes once, by their SHA-256, and a list a backup of what lay where.

    <folder>/home                                       which home's backups they are
    <folder>/objects/ab/abcd...                         bytes by SHA-256, write-once
    <folder>/backups/000012_2024-04-14T034000_1f0c....json    the twelfth backup: its moment, its own hash

A backup counts once its list is on the disk, and the list is written last: whoever dies before leaves objects that no
list names, which the next backup takes or removes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lifecircle.batches import hash_file
from lifecircle.calendar import CHINA
from lifecircle.progress import Progress
from lifecircle.writing import sync_filesystems, unfinished_path, whole

_NAME = re.compile(r"(\d{6,})_(\d{4}-\d\d-\d\dT\d{6})_([0-9a-f]{12})\.json")
_PIECE = 2**20


class BackupError(Exception):
    """No backup was made or read; the message says why and what to do."""


class KeptFile(BaseModel):
    """A file as it lay in the home."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: str
    size: int
    mode: int
    modified_ns: int


class Backup(BaseModel):
    """What a home held at a moment: path below it -> the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: str
    """The home's identity (`workflows/kept_files.py`)."""
    at: datetime
    files: dict[str, KeptFile]
    read_only_folders: tuple[str, ...]


class BackupStore:
    """The backups of one home in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def belongs_to(self, identity: str) -> bool:
        """Whether a home of this identity may put its backups here: they are its own, or there are none."""
        owner = self.owner
        return owner == identity or (owner is None and not self.names())

    @property
    def owner(self) -> str | None:
        """The identity of the home whose backups these are."""
        file = self.folder / "home"
        return file.read_text(encoding="ascii").strip() if file.is_file() else None

    def claim(self, identity: str) -> None:
        """Say whose backups these are; for the one who keeps the originals in it, nobody else reads the folder."""
        if self.owner != identity:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with whole(self.folder / "home", durable=True) as unfinished:
                unfinished.write_text(f"{identity}\n", encoding="ascii")

    def names(self) -> list[str]:
        """The names of all backups, the oldest first."""
        found = [path.stem for path in (self.folder / "backups").glob("*.json") if _NAME.fullmatch(path.name)]
        return sorted(found, key=_number)

    def read(self, name: str) -> Backup:
        """Read a backup's list.

        Raises:
            BackupError: it is not as it was written.
        """
        path = self.folder / "backups" / f"{name}.json"
        try:
            content = path.read_bytes()
            if not name.endswith(_short(content)):
                raise BackupError(f"{path} was changed since it was written: choose another backup by --at")
            return Backup.model_validate_json(content)
        except (OSError, ValidationError) as error:
            raise BackupError(f"{path} cannot be read: choose another backup by --at") from error

    def last(self) -> tuple[str, Backup] | None:
        """The last backup whose list is as it was written, with its name."""
        for name in reversed(self.names()):
            try:
                return name, self.read(name)
            except BackupError:
                continue
        return None

    def find(self, which: str | None) -> str:
        """The name of a backup: the last one, or the one whose number or moment `which` is.

        Raises:
            BackupError: there is none, or not exactly one.
        """
        names = self.names()
        if not names:
            raise BackupError(f"{self.folder} holds no backup of lifecircle")
        if which is None:
            return names[-1]
        found = [name for name in names if which.isdecimal() and int(which) == _number(name)]
        found = found or [name for name in names if name.startswith(which) or name[7:].startswith(which)]
        if len(found) != 1:
            raise BackupError(f"{which!r} is {len(found)} of the backups in {self.folder}: " + ", ".join(names))
        return found[0]

    def object(self, sha256: str) -> Path:
        """Where bytes with this SHA-256 are, or would be."""
        return self.folder / "objects" / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether bytes with this SHA-256 are there."""
        return self.object(sha256).is_file()

    def add(self, file: Path) -> tuple[str, bool]:
        """Keep a file's bytes; their SHA-256, and whether they were not there yet.  `finish` has the disk keep them."""
        unfinished = self.folder / "objects" / unfinished_path(Path("arriving")).name
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with file.open("rb") as source, unfinished.open("wb") as copy:
            while piece := source.read(_PIECE):
                digest.update(piece)
                copy.write(piece)
        sha256 = digest.hexdigest()
        is_new = not self.has(sha256)
        self.object(sha256).parent.mkdir(exist_ok=True)
        unfinished.replace(self.object(sha256))
        return sha256, is_new

    def finish(self, backup: Backup, new: Iterable[str]) -> str:
        """Let a backup count, once the disk has kept all its bytes and those of the `new` objects are read back.

        Returns:
            Its name.

        Raises:
            BackupError: the disk did not keep what was written.
        """
        sync_filesystems(self.folder)
        for sha256 in new:
            if hash_file(self.object(sha256)) != sha256:
                self.object(sha256).unlink()
                raise BackupError(f"the disk did not keep {self.object(sha256)} as it was written")
        lost = [path for path, file in backup.files.items() if not self.has(file.sha256)]
        if lost:
            raise BackupError(f"{self.object(backup.files[lost[0]].sha256)}, the bytes of {lost[0]}, is gone")
        content = backup.model_dump_json(indent=0).encode()
        number = max(map(_number, self.names()), default=0) + 1
        name = f"{number:06d}_{backup.at.astimezone(CHINA):%Y-%m-%dT%H%M%S}_{_short(content)}"
        with whole(self.folder / "backups" / f"{name}.json", durable=True) as unfinished:
            unfinished.write_bytes(content)
        return name

    def prune(self, keep: int) -> int:
        """Remove all but the last backups, and bytes that no backup names; how many backups went.

        No bytes go while a list cannot be read: it may name them.
        """
        names = self.names()
        for name in names[:-keep]:
            (self.folder / "backups" / f"{name}.json").unlink()
        removed = len(names[:-keep])
        try:
            named = {file.sha256 for name in names[-keep:] for file in self.read(name).files.values()}
        except BackupError:
            return removed
        for path in (self.folder / "objects").rglob("*"):
            if path.is_file() and path.name not in named:
                path.unlink()
        return removed

    def damaged(self, names: Iterable[str], progress: Progress | None = None) -> dict[str, str]:
        """Read all bytes of some backups: the SHA-256 of what is missing or changed -> a path that it had.

        Args:
            names: of backups.
            progress: told (files read, in all).

        Raises:
            BackupError: a list is not as it was written.
        """
        paths = {file.sha256: path for name in names for path, file in self.read(name).files.items()}
        lost = {}
        for done, (sha256, path) in enumerate(paths.items(), start=1):
            if not self.has(sha256) or hash_file(self.object(sha256)) != sha256:
                lost[sha256] = path
            if progress:
                progress(done, len(paths))
        return lost


def _number(name: str) -> int:
    return int(name.split("_")[0])


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
