"""What of a home a backup keeps, and which bytes its files must have.

All but what can be made again is kept: originals, landed rows, published versions, registers, rules, and whatever
people and steps write down (settings, notes, records, mails, briefs).  A folder that a later release adds is kept too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from lifecircle.batches import read_batches
from lifecircle.home import Home
from lifecircle.writing import whole
from publishing.manifest import MANIFEST, read_manifest
from publishing.registry import published_versions, recorded_hash

_MADE_AGAIN = {"airflow", "data_docs", "locks", "receipts", "scheduler", "status", "warehouse"}
"""Folders of the home that the next run makes anew, or that are the machine's own."""
_DRAFT = re.compile(r"published/(?:[^/]+/draft/.*|index\.html)")
_VERSION = re.compile(r"published/([^/]+/v\d+)/.*")


def kept_files(home: Home) -> dict[str, Path]:
    """All files that a backup keeps: path below the home -> the file.

    Hidden files are of steps not ended; what looks like a version and is not in the register is none.
    """
    versions = {f"{version.quarter}/v{version.number}" for version in published_versions(home)}
    found = {path.relative_to(home.root).as_posix(): path for path in _visible_files(home.root)}
    return {
        name: found[name]
        for name in sorted(found)
        if not _DRAFT.fullmatch(name) and ((of := _VERSION.fullmatch(name)) is None or of[1] in versions)
    }


def is_written_once(name: str) -> bool:
    """Whether a file keeps its bytes for ever, and never goes."""
    return name.startswith(("archive/", "rules/")) or bool(_VERSION.fullmatch(name))


def written_hashes(home: Home) -> dict[str, str]:
    """The SHA-256 that files were written with, by seals, names and manifests: path below the home -> SHA-256.

    Files that may change, and what a damaged manifest would say, are not among them.

    Raises:
        DamagedHomeError: a seal is missing or cannot be read.
    """
    landed = {f"landed/{name}": file.sha256 for seal in read_batches(home).seals for name, file in seal.files.items()}
    originals = {
        f"archive/{path.parent.name}/{path.name}": path.name for path in home.archive.glob("[0-9a-f][0-9a-f]/*")
    }
    return landed | originals | dict(_published(home))


def identity(home: Home) -> str:
    """What tells this home from all others, wherever it lies; given to it at its first backup."""
    file = home.records / "identity"
    if not file.exists():
        with whole(file, durable=True) as unfinished:
            unfinished.write_text(f"{uuid4()}\n", encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def _visible_files(root: Path) -> Iterator[Path]:
    if not root.exists():
        return
    for top in root.iterdir():
        if top.name.startswith(".") or top.name in _MADE_AGAIN:
            continue
        for path in [top, *top.rglob("*")]:
            is_hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
            if not is_hidden and path.is_file() and not path.is_symlink():
                yield path


def _published(home: Home) -> Iterator[tuple[str, str]]:
    for version in published_versions(home):
        below = f"published/{version.quarter}/v{version.number}"
        recorded = recorded_hash(home, version.quarter, version.number)
        if recorded is None:
            continue
        yield f"{below}/{MANIFEST}", recorded
        file = version.folder / MANIFEST
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == recorded:
            for name, written in read_manifest(version.folder).files.items():
                yield f"{below}/{name}", written.sha256
