"""The folders of a quarter: `draft`, written again and again, and `v1`, `v2` ..., each written once for ever."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lifecircle.home import Home
from lifecircle.writing import sync, write_changed
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


def published_versions(home: Home, quarter: str | None = None) -> list[PublishedVersion]:
    """All versions, or a quarter's, by quarter and number."""
    found = [
        PublishedVersion(folder.parent.name, int(number[1]), folder)
        for folder in home.published.glob("*/v*")
        if _QUARTER.fullmatch(folder.parent.name) and (number := _VERSION.fullmatch(folder.name))
    ]
    wanted = [version for version in found if quarter in (None, version.quarter)]
    return sorted(wanted, key=lambda version: (version.quarter, version.number))


def latest_version(home: Home, quarter: str) -> PublishedVersion | None:
    """The version that holds now; None where the quarter has not been published."""
    return max(published_versions(home, quarter), key=lambda version: version.number, default=None)


def draft_folder(home: Home, quarter: str) -> Path:
    """Where a quarter's draft is, or would be."""
    return home.published / quarter / "draft"


def read_draft(home: Home, quarter: str) -> Manifest | None:
    """The manifest of a quarter's draft; None where there is no whole one."""
    folder = draft_folder(home, quarter)
    return read_manifest(folder) if (folder / MANIFEST).exists() else None


def drafts(home: Home) -> list[Path]:
    """The folders of all drafts."""
    return sorted(folder for folder in home.published.glob("*/draft") if _QUARTER.fullmatch(folder.parent.name))


def write_version(home: Home, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
    """Write a version whole or not at all, and never again: files 0444, folders 0555.

    Raises:
        AlreadyPublishedError: the version exists already.
    """
    folder = home.published / manifest.name
    if folder.exists():
        raise AlreadyPublishedError(f"{manifest.name} has been published already, and a publication never changes")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    _remove(unfinished)
    for path, data in {**files, MANIFEST: manifest.to_bytes()}.items():
        (unfinished / path).parent.mkdir(parents=True, exist_ok=True)
        (unfinished / path).write_bytes(data)
        (unfinished / path).chmod(0o444)
    for written in [*unfinished.rglob("*"), unfinished]:
        if written.is_dir():
            written.chmod(0o555)
        sync(written)
    unfinished.rename(folder)
    sync(folder.parent)
    logger.info("published %s", folder)
    return folder


def write_draft(home: Home, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
    """Write a quarter's draft: what is unchanged is left alone; one without a manifest is not whole."""
    folder = draft_folder(home, manifest.quarter)
    (folder / MANIFEST).unlink(missing_ok=True)
    for path, data in {**files, MANIFEST: manifest.to_bytes()}.items():
        write_changed(folder / path, data)
    for old in folder.rglob("*"):
        if old.is_file() and old.relative_to(folder).as_posix() not in {*files, MANIFEST}:
            old.unlink()
    return folder


def remove_draft(home: Home, quarter: str) -> None:
    """Remove a quarter's draft, if there is one."""
    _remove(draft_folder(home, quarter))


def _remove(folder: Path) -> None:
    """Remove a draft, or what a killed publication left, write-protected as it may be."""
    if not folder.exists():
        return
    for each in [folder, *folder.rglob("*")]:
        if each.is_dir():
            each.chmod(0o755)
    shutil.rmtree(folder)
