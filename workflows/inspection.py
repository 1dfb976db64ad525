"""A look at everything that a home keeps for good: what is missing, cut off or changed."""

from __future__ import annotations

from collections.abc import Iterator

from lifecircle.batches import hash_file, read_batches, unsealed_files
from lifecircle.damage import damaged_files, lost_originals
from lifecircle.home import DamagedHomeError, Home
from lifecircle.landed_rows import read_landed
from lifecircle.progress import Progress
from publishing.registry import damaged_versions, published_versions
from publishing.snapshot import damaged_snapshot
from publishing.versions import changed_bytes


def inspect_home(home: Home, *, whole_bytes: bool, progress: Progress | None = None) -> list[str]:
    """Say what of a home is not as it was written, a line each; nothing is mended.

    Args:
        home: to be looked at.
        whole_bytes: whether every byte is read; else sizes are compared, in a moment.
        progress: told (originals read, in all) where all bytes are read.
    """
    try:
        batches = read_batches(home)
    except DamagedHomeError as error:
        return [str(error)]
    lines = [*unsealed_files(home, batches), *damaged_files(home, batches, whole_bytes=whole_bytes)]
    if lines:
        return lines  # what is said of submissions below is read from these files
    lines += lost_originals(home, batches)
    if whole_bytes:
        lines += _changed_originals(home, progress)
    lines += damaged_versions(home)
    if whole_bytes:
        lines += [line for version in published_versions(home) for line in changed_bytes(version.folder)]
    return list(dict.fromkeys([*lines, *damaged_snapshot(home, whole_bytes=whole_bytes)]))


def _changed_originals(home: Home, progress: Progress | None) -> Iterator[str]:
    hashes = sorted(set(read_landed(home, "submissions", ["sha256"])["sha256"].to_pylist()))
    for done, sha256 in enumerate(hashes, start=1):
        path = home.archived(sha256)
        if path.exists() and hash_file(path) != sha256:
            yield f"{path} was changed in the archive: put it back from a backup"
        if progress:
            progress(done, len(hashes))
