"""The originals, by SHA-256, write-once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def archived_path(archive: Path, sha256: str) -> Path:
    """Where the bytes with this hash are, or would be."""
    return archive / sha256[:2] / sha256


def archive_bytes(archive: Path, data: bytes) -> str:
    """Keep the bytes; return their SHA-256.  What is there already is left untouched."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = archived_path(archive, sha256)
    if not path.exists():
        part = path.with_name(f".{sha256}.part")
        try:
            part.write_bytes(data)
        except FileNotFoundError:
            path.parent.mkdir(parents=True)
            part.write_bytes(data)
        part.chmod(0o444)
        os.replace(part, path)
    return sha256
