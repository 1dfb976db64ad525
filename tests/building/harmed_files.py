"""Files as they lie in a home, and the harm that comes to them: gone, cut off, emptied, a bit turned over."""

from __future__ import annotations

import os
from pathlib import Path

_MODIFIED = 1712102400


def put(folder: Path, name: str, data: bytes) -> None:
    """Put a file below a folder, as old as ever."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    os.utime(folder / name, (_MODIFIED, _MODIFIED))


def files(*folders: Path) -> list[Path]:
    """Every file below some folders."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def delete(file: Path) -> None:
    """Remove a file."""
    file.unlink()


def cut_off(file: Path) -> None:
    """Take a file's last byte."""
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1])


def empty(file: Path) -> None:
    """Leave a file without bytes."""
    file.chmod(0o644)
    file.write_bytes(b"")


def flip(file: Path) -> None:
    """Turn one bit over in the middle of a file: its size says nothing."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(data)


BY_SIZE = (delete, cut_off, empty)
"""The harm that a file's size tells."""
