"""Which batches have landed, which of them count, and what each consists of, by their seals.

    landed/seals/000004.json            batch 4: its files with size, SHA-256 and rows, and whether it was checked
    landed/seals/000001-000032.json     batches 1 to 32, compacted into one file a table

A batch has landed once its seal is on the disk, and counts for the warehouse once its seal says that it was checked.
The files that a seal names are on the disk before it, under unfinished names: whoever dies between the seal and the
last name is continued by `recover`.  A file without a seal is none of a killed run's, and is never taken for one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq

from lifecircle.home import DamagedHomeError, Home
from lifecircle.writing import sync, sync_filesystems, unfinished_path, whole

log = logging.getLogger(__name__)

_SEAL = re.compile(r"(\d{6,})(?:-(\d{6,}))?\.json")
_SEALED_NAME = re.compile(r"(\d{6,})(?:-(\d{6,}))?(?:\.checked)?\.parquet")
_PIECE = 2**20


@dataclass(frozen=True)
class SealedFile:
    """A landed file as it was written: bytes, SHA-256, rows."""

    size: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Seal:
    """A batch, or several that were compacted."""

    first: int
    last: int
    is_checked: bool
    files: Mapping[str, SealedFile]
    """Path below `landed`, as `issues/000004.parquet` -> the file."""
    replaces: tuple[str, ...] = ()
    """The submissions that were read anew: their rows in earlier batches no longer count."""

    @property
    def name(self) -> str:
        """As the files of the batch are called, without ending."""
        return batch_name(self.first, self.last)

    def files_of(self, table: str) -> list[str]:
        """The paths of a table's files."""
        return [path for path in self.files if path.startswith(f"{table}/")]


@dataclass(frozen=True)
class Batches:
    """All batches of a home, in the order of their numbers."""

    seals: tuple[Seal, ...]
    superseded: tuple[Path, ...] = field(default=())
    """Seals of batches that have been compacted since."""

    @property
    def next_number(self) -> int:
        """The number of the batch that lands next."""
        return max((seal.last for seal in self.seals), default=0) + 1

    @property
    def counted(self) -> tuple[Seal, ...]:
        """Those that count: checked."""
        return tuple(seal for seal in self.seals if seal.is_checked)

    @property
    def unchecked(self) -> tuple[Seal, ...]:
        """Those that wait to be checked."""
        return tuple(seal for seal in self.seals if not seal.is_checked)

    def replaced_after(self, seal: Seal) -> frozenset[str]:
        """The submissions whose rows in this batch no longer count, since a later one has read them anew."""
        later = (other.replaces for other in self.counted if other.first > seal.last)
        return frozenset(submission for replaced in later for submission in replaced)


def batch_name(first: int, last: int) -> str:
    """Name a batch as its files are named: `000004`, of several `000001-000032`."""
    return f"{first:06d}" if first == last else f"{first:06d}-{last:06d}"


def read_batches(home: Home) -> Batches:
    """Read all seals.

    Raises:
        DamagedHomeError: a seal cannot be read, or is missing between others.
    """
    found = {path: _read_seal(path) for path in sorted(_seals(home).glob("*.json")) if _SEAL.fullmatch(path.name)}
    compacted = [seal for seal in found.values() if seal.first < seal.last]
    superseded = {
        path: seal
        for path, seal in found.items()
        if any(other is not seal and other.first <= seal.first and seal.last <= other.last for other in compacted)
    }
    seals = sorted((seal for path, seal in found.items() if path not in superseded), key=lambda seal: seal.first)
    for before, after in pairwise(seals):
        if after.first != before.last + 1:
            missing = _seals(home) / f"{batch_name(before.last + 1, after.first - 1)}.json"
            raise DamagedHomeError(f"{missing} is missing: put it back from a backup")
    return Batches(tuple(seals), tuple(superseded))


def seal_batch(home: Home, seal: Seal) -> None:
    """Let a batch of unfinished files land, or one that has landed count: the seal first, then the files' names.

    Whatever was written before, the originals too, is on the disk before the seal is.
    """
    sync_filesystems(home.landed, home.archive)
    content = {
        "first": seal.first,
        "last": seal.last,
        "is_checked": seal.is_checked,
        "replaces": list(seal.replaces),
        "files": {path: vars(file) for path, file in sorted(seal.files.items())},
    }
    home.require_held("landing")
    with whole(_seals(home) / f"{seal.name}.json", durable=True) as unfinished:
        unfinished.write_text(json.dumps(content, indent=1), encoding="ascii")
    _name_files(home, seal)


def unfinished_files(home: Home, paths: Sequence[str]) -> dict[str, SealedFile]:
    """Describe files that were written under unfinished names, for their seal: path below `landed` -> the file."""
    return {path: _describe(unfinished_path(home.landed / path)) for path in paths}


def recover(home: Home) -> Batches:
    """Put a home in order after a killed run: finish what was sealed, remove what was not.  Hold `landing` for it.

    A home of a version that knew no seals gets them: its batches are taken as they are.

    Raises:
        DamagedHomeError: a seal is missing or cannot be read.
    """
    if not _seals(home).exists():
        _seal_unsealed(home)
    batches = read_batches(home)
    for seal in batches.seals:
        _name_files(home, seal)
    for path in batches.superseded:
        _remove_compacted(home, path)
    for leftover in home.landed.glob("*/.*.part"):
        log.info("removing %s: a killed run left it", leftover)
        leftover.unlink()
    kept = Batches(batches.seals)
    for line in unsealed_files(home, kept):
        raise DamagedHomeError(line)
    return kept


def unsealed_files(home: Home, batches: Batches) -> Iterator[str]:
    """Say which landed files no seal names: theirs is lost, for no killed run leaves such files."""
    superseded = {name for path in batches.superseded for name in _read_seal(path).files}
    sealed = {name for seal in batches.seals for name in seal.files} | superseded
    for path in sorted(home.landed.glob("*/[0-9]*.parquet")):
        name = path.relative_to(home.landed).as_posix()
        if name not in sealed and (numbers := _SEALED_NAME.fullmatch(path.name)):
            batch = batch_name(int(numbers[1]), int(numbers[2] or numbers[1]))
            yield f"{_seals(home) / batch}.json is missing or does not name {name}: put it back from a backup"


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _seals(home: Home) -> Path:
    return home.landed / "seals"


def _read_seal(path: Path) -> Seal:
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        files = {name: SealedFile(**file) for name, file in content["files"].items()}
        return Seal(content["first"], content["last"], content["is_checked"], files, tuple(content["replaces"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedHomeError(f"{path} is damaged: put it back from a backup") from error


def _describe(path: Path) -> SealedFile:
    return SealedFile(path.stat().st_size, hash_file(path), pq.read_metadata(path).num_rows)


def _name_files(home: Home, seal: Seal) -> None:
    for name in seal.files:
        path = home.landed / name
        unfinished = unfinished_path(path)
        if unfinished.exists() and unfinished.stat().st_size == seal.files[name].size:
            os.replace(unfinished, path)


def _remove_compacted(home: Home, path: Path) -> None:
    """Remove the seal of a batch that was compacted, and first its files."""
    for name in _read_seal(path).files:
        (home.landed / name).unlink(missing_ok=True)
    path.unlink()
    sync(path.parent)


def _seal_unsealed(home: Home) -> None:
    """Seal the batches of a home that was made before there were seals; files of a batch without submissions go."""
    _seals(home).mkdir(parents=True, exist_ok=True)
    landed = {path.stem for path in (home.landed / "submissions").glob("[0-9]*.parquet")}
    files: dict[str, list[Path]] = {name: [] for name in sorted(landed)}
    for path in sorted(home.landed.glob("*/[0-9]*.parquet")):
        name = path.name.split(".")[0]
        if name in files:
            files[name].append(path)
        else:
            path.unlink()
    for name, paths in files.items():
        described = {path.relative_to(home.landed).as_posix(): _describe(path) for path in paths}
        is_checked = f"checked_batches/{name}.parquet" in described
        seal_batch(home, Seal(int(name), int(name), is_checked, described))
        log.info("sealed batch %s, which was landed by an earlier version", name)
