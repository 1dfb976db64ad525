"""The folders of a quarter: `draft`, written again and again, and `v1`, `v2` ..., each written once for ever."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from lifecircle.batches import hash_file
from lifecircle.home import Home
from lifecircle.writing import link_or_copy, remove_protected, sync
from publishing.manifest import MANIFEST, Manifest, read_manifest

logger = logging.getLogger(__name__)

_QUARTER = re.compile(r"\d{4}Q[1-4]")
_VERSION = re.compile(r"v([1-9]\d*)")


@dataclass(frozen=True)
class PublishedVersion:
    """A version's folder."""

    quarter: str
    number: int
    folder: Path


class AlreadyPublishedError(Exception):
    """The version exists: a publication never changes; the message says what can be done instead."""


def version_folders(home: Home) -> list[PublishedVersion]:
    """All folders that are called like versions, by quarter and number; the register says which of them are."""
    found = [
        PublishedVersion(folder.parent.name, int(number[1]), folder)
        for folder in home.published.glob("*/v*")
        if _QUARTER.fullmatch(folder.parent.name) and (number := _VERSION.fullmatch(folder.name))
    ]
    return sorted(found, key=lambda version: (version.quarter, version.number))


def draft_folder(home: Home, quarter: str) -> Path:
    """Where a quarter's draft is, or would be."""
    return home.published / quarter / "draft"


def read_draft(home: Home, quarter: str) -> Manifest | None:
    """The manifest of a quarter's draft; None where there is no whole one."""
    folder = draft_folder(home, quarter)
    if not is_whole(folder):
        return None
    manifest = read_manifest(folder)
    return manifest if (folder / MANIFEST).read_bytes() == manifest.to_bytes() else None


def is_whole(folder: Path) -> bool:
    """Whether an edition has its manifest and all the files that it names, of their sizes."""
    try:
        return not damaged_files(folder, read_manifest(folder))
    except (FileNotFoundError, ValidationError):
        return False


def drafts(home: Home) -> list[Path]:
    """The folders of all drafts that are whole."""
    return [folder for folder in _draft_folders(home) if read_draft(home, folder.parent.name)]


def damaged_drafts(home: Home) -> list[Path]:
    """The folders of drafts that are not whole: without a manifest, or with other files than it names."""
    return [folder for folder in _draft_folders(home) if not read_draft(home, folder.parent.name)]


def _draft_folders(home: Home) -> list[Path]:
    return sorted(folder for folder in home.published.glob("*/draft") if _QUARTER.fullmatch(folder.parent.name))


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Name the files of an edition that are missing or have another size than when they were written."""
    return [
        name
        for name, file in manifest.files.items()
        if not (folder / name).is_file() or (folder / name).stat().st_size != file.size
    ]


def changed_bytes(folder: Path) -> list[str]:
    """Say which files of an edition are not byte for byte as they were written."""
    if not is_whole(folder):
        return []  # said by size already
    files = read_manifest(folder).files
    changed = [name for name, file in files.items() if hash_file(folder / name) != file.sha256]
    return [f"{folder / name} was changed since it was published" for name in changed]


def unfinished_version(home: Home, name: str) -> Path:
    """Where a version is prepared before it is registered; `name` as 2024Q1/v1."""
    folder = home.published / name
    return folder.with_name(f".{folder.name}.unfinished")


def prepare_version(home: Home, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
    """Write a version's folder, whole and on the disk, but not yet under its name: files 0444, folders 0555.

    Raises:
        AlreadyPublishedError: the version exists already.
    """
    if (home.published / manifest.name).exists():
        raise AlreadyPublishedError(f"{manifest.name} has been published already, and a publication never changes")
    unfinished = unfinished_version(home, manifest.name)
    write_protected(unfinished, {**files, MANIFEST: manifest.to_bytes()})
    return unfinished


def write_protected(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder anew and on the disk, not to be changed: files 0444, folders 0555."""
    remove_protected(folder)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        (folder / path).chmod(0o444)
    for written in [*folder.rglob("*"), folder]:
        if written.is_dir():
            written.chmod(0o555)
        sync(written)
    sync(folder.parent)


def finish_version(home: Home, name: str) -> Path:
    """Give a prepared version its name: it is published, and never changes."""
    folder = home.published / name
    unfinished_version(home, name).rename(folder)
    sync(folder.parent)
    logger.info("published %s", folder)
    return folder


def write_draft(home: Home, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
    """Write a quarter's draft and swap it in whole; a file that is unchanged keeps its time."""
    folder = draft_folder(home, manifest.quarter)
    fresh, old = folder.with_name(".draft.unfinished"), folder.with_name(".draft.old")
    for leftover in (fresh, old):
        remove_protected(leftover)
    for path, data in {**files, MANIFEST: manifest.to_bytes()}.items():
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        if (folder / path).is_file() and (folder / path).read_bytes() == data:
            link_or_copy(folder / path, fresh / path)
        else:
            (fresh / path).write_bytes(data)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    remove_protected(old)
    logger.info("wrote %s", folder)
    return folder


def remove_draft(home: Home, quarter: str) -> None:
    """Remove a quarter's draft, if there is one."""
    remove_protected(draft_folder(home, quarter))
