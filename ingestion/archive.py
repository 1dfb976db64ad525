"""The originals, by SHA-256, write-once."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingestion.gate import FILE_LIMIT, MIB
from lifecircle.home import Home
from lifecircle.limits import KEPT_LIMIT
from lifecircle.writing import whole

_READ_ONLY = 0o444


class StillWrittenError(Exception):
    """The file changed while it was read."""


@dataclass(frozen=True)
class Original:
    """A file received: its hash and its bytes' number."""

    sha256: str
    size: int


def archive_file(home: Home, path: Path) -> Original:
    """Keep a file's bytes, a large one piece by piece; one that is in the archive already is left untouched.

    Raises:
        OSError: it cannot be read, or the archive cannot be written.
        StillWrittenError: its size or time changed meanwhile: the next landing looks again.
    """
    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > FILE_LIMIT:
            original = _archive_stream(home, file, keep=before.st_size <= KEPT_LIMIT)
        else:
            data = file.read(FILE_LIMIT + 1)
            original = Original(hashlib.sha256(data).hexdigest(), len(data))
        after = os.fstat(file.fileno())
        now_there = path.stat()
        if original.size != before.st_size or not (_version(before) == _version(after) == _version(now_there)):
            raise StillWrittenError(f"{path} changed while it was read")
    if before.st_size <= FILE_LIMIT:
        archive_bytes(home, data)
    return original


def sweep_archive(home: Home) -> None:
    """Remove what a killed landing left of a large file; hold `landing` for it."""
    for leftover in home.archive.glob(".arriving*.part"):
        leftover.unlink()


def archive_bytes(home: Home, data: bytes) -> str:
    """Keep the bytes; return their SHA-256.  A file that is already in the archive is left untouched."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = home.archived(sha256)
    try:
        _write_new(path, data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, data)
    except FileExistsError:
        if path.stat().st_size != len(data):
            _write_anew(path, data)
    return sha256


def _archive_stream(home: Home, file: BinaryIO, *, keep: bool) -> Original:
    digest, size = hashlib.sha256(), 0
    home.archive.mkdir(parents=True, exist_ok=True)
    arriving = home.archive / ".arriving.part"
    try:
        with arriving.open("wb") as copy:
            while piece := file.read(MIB):
                digest.update(piece)
                size += len(piece)
                if keep:
                    copy.write(piece)
        kept = home.archived(digest.hexdigest())
        if keep and not (kept.exists() and kept.stat().st_size == size):
            kept.parent.mkdir(parents=True, exist_ok=True)
            arriving.chmod(_READ_ONLY)
            os.replace(arriving, kept)
    finally:
        arriving.unlink(missing_ok=True)
    return Original(digest.hexdigest(), size)


def _version(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _write_new(path: Path, data: bytes) -> None:
    # written under its final name at once, because renaming a file takes ten times as long as writing one
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READ_ONLY), "wb") as file:
        file.write(data)


def _write_anew(path: Path, data: bytes) -> None:
    """Replace the incomplete file that a killed run left behind by a whole one."""
    with whole(path) as unfinished:
        _write_new(unfinished, data)
