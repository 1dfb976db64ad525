"""The originals, by SHA-256, write-once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from lifecircle.home import Home
from lifecircle.writing import whole

_READ_ONLY = 0o444


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


def _write_new(path: Path, data: bytes) -> None:
    # written under its final name at once, because renaming a file takes ten times as long as writing one
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READ_ONLY), "wb") as file:
        file.write(data)


def _write_anew(path: Path, data: bytes) -> None:
    """Replace the incomplete file that a killed run left behind by a whole one."""
    with whole(path) as unfinished:
        _write_new(unfinished, data)
