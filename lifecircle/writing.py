"""Writing a file whole or not at all: a reader, or a run after a killed one, sees the old file or the new one."""

from __future__ import annotations

import ctypes
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)

_libc = ctypes.CDLL(None, use_errno=True)
"""For syncfs(2), which Python has no function for."""

_STILL_OPEN = ".nfs"
"""How NFS names a file that was removed and that a program of this machine has open."""


def unfinished_path(path: Path) -> Path:
    """Where a file is written before it is whole: hidden, in the same folder, so that renaming it is atomic."""
    return path.with_name(f".{path.name}.part")


@contextmanager
def whole(path: Path, *, durable: bool = False) -> Iterator[Path]:
    """Give a path to write to; when the block ends, what is there becomes `path`.

    A block that fails leaves `path` as it was, and so does one that writes nothing.  Folders are made.

    Args:
        path: the file to write.
        durable: whether it must outlast a power cut once the block has ended: its bytes before its name.

    Yields:
        The unfinished file's path, with nothing there yet.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = unfinished_path(path)
    unfinished.unlink(missing_ok=True)
    try:
        yield unfinished
        if unfinished.exists():
            if durable:
                sync(unfinished)
            os.replace(unfinished, path)
            if durable:
                sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def write_changed(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, unless it has these bytes already: its time tells when it last changed."""
    if path.exists() and path.read_bytes() == data:
        return
    with whole(path) as unfinished:
        unfinished.write_bytes(data)
    logger.info("wrote %s", path)


def replace_link(link: Path, target: Path) -> None:
    """Let `link` point to `target` (a relative link), atomically: a reader sees the old or the new, never none.

    One at a time: hold the lock of what is linked.
    """
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = unfinished_path(link)
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(target, link.parent))
    os.replace(fresh, link)
    sync(link.parent)


def link_or_copy(source: Path, target: Path) -> None:
    """Let `target` be the same file, or, where a file system has no such links, a copy with its time."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def remove_protected(folder: Path) -> None:
    """Remove a folder with all that is in it, write-protected as it may be; one that is not there is none.

    On NFS a file that a program of this machine has open stays in it under another name until it is closed: such a
    folder is left, for the next time.
    """
    if not folder.exists():
        return
    for each in [folder, *folder.rglob("*")]:
        if each.is_dir() and not each.is_symlink():
            each.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)
    if all(each.is_dir() or each.name.startswith(_STILL_OPEN) for each in folder.rglob("*")) and any(folder.rglob("*")):
        logger.info("%s stays until a program closes what it has open there", folder)
    elif folder.exists():
        shutil.rmtree(folder)  # once more, to say what is in the way


def sync(path: Path) -> None:
    """Have the disk keep a file's bytes, or the names in a folder, before anything says that they are there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_filesystems(*folders: Path) -> None:
    """Have the disks keep all that was written until now to the file systems of these folders, in one go each.

    Raises:
        OSError: a disk could not keep it.
    """
    done: set[int] = set()
    for folder in folders:
        if not folder.exists() or folder.stat().st_dev in done:
            continue
        done.add(folder.stat().st_dev)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if _libc.syncfs(descriptor):
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), str(folder))
        finally:
            os.close(descriptor)
