"""The register of publications: a row a version, append-only, which the warehouse reads as `marts.publication`.

A row keeps the manifest's hash as it was when the version was published, so that a manifest that was changed since
can be told.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from lifecircle.home import Home
from lifecircle.landed import MOMENT, write_parquet
from publishing.manifest import MANIFEST, Manifest, read_manifest
from publishing.versions import (
    PublishedVersion,
    damaged_files,
    finish_version,
    unfinished_version,
    version_folders,
)

logger = logging.getLogger(__name__)

PUBLICATIONS = pa.schema(
    [
        ("quarter", pa.string()),
        ("version", pa.int32()),
        ("basis", pa.string()),
        ("as_of", MOMENT),
        ("approved_by", pa.string()),
        ("approved_at", MOMENT),
        ("reason", pa.string()),
        ("manifest_sha256", pa.string()),
    ]
)


def published_versions(home: Home, quarter: str | None = None) -> list[PublishedVersion]:
    """All versions that are in the register, or a quarter's, by quarter and number."""
    return [
        PublishedVersion(row["quarter"], row["version"], home.published / row["quarter"] / f"v{row['version']}")
        for row in read_register(home)
        if quarter in (None, row["quarter"])
    ]


def latest_version(home: Home, quarter: str) -> PublishedVersion | None:
    """The version that holds now; None where the quarter has not been published."""
    return max(published_versions(home, quarter), key=lambda version: version.number, default=None)


def register_version(home: Home, manifest: Manifest) -> None:
    """Add a version that is prepared, before it gets its name: what is not in the register was not published."""
    rows = [*read_register(home), _row(manifest, hashlib.sha256(manifest.to_bytes()).hexdigest())]
    _write(home, rows)


def recover_versions(home: Home) -> None:
    """Put the register and the versions' folders in step: after a killed publication, or where the register is lost."""
    rows = read_register(home)
    damaged = [file for file in (home.publications, _copy(home)) if not _is_readable(file)]
    if rows and damaged:
        for file in damaged:
            logger.warning("%s was lost or damaged, or is new: it is made again", file)
        _write(home, rows)
    for row in rows:
        name = f"{row['quarter']}/v{row['version']}"
        unfinished = unfinished_version(home, name)
        if (home.published / name).exists() or not (unfinished / MANIFEST).exists():
            continue
        if hashlib.sha256((unfinished / MANIFEST).read_bytes()).hexdigest() == row["manifest_sha256"]:
            finish_version(home, name)


def damaged_versions(home: Home) -> list[str]:
    """Say which versions are missing or damaged (by size and by the manifest's hash), and which folders are none."""
    rows = read_register(home)
    lines = []
    for row in rows:
        name = f"{row['quarter']}/v{row['version']}"
        folder = home.published / name
        try:
            manifest, content = read_manifest(folder), (folder / MANIFEST).read_bytes()
        except (FileNotFoundError, ValidationError):
            lines.append(f"{folder} is missing or has no manifest: put it back from a backup")
            continue
        if hashlib.sha256(content).hexdigest() != row["manifest_sha256"]:
            lines.append(f"{folder / MANIFEST} was changed since it was published: put it back from a backup")
        lines += [f"{folder / file} was changed since it was published" for file in damaged_files(folder, manifest)]
    known = {(row["quarter"], row["version"]) for row in rows}
    strangers = [version for version in version_folders(home) if (version.quarter, version.number) not in known]
    lines += [f"{version.folder} was never published by lifecircle: move it away" for version in strangers]
    return lines


def read_register(home: Home) -> list[dict[str, Any]]:
    """The rows of the register; none where nothing has been published.

    Where it is lost or damaged, they are those of its copy; where that is too, of the manifests: what can be known.
    """
    for file in (home.publications, _copy(home)):
        if _is_readable(file):
            rows: list[dict[str, Any]] = pq.read_table(file, schema=PUBLICATIONS).to_pylist()
            return rows
    manifests = []
    for version in version_folders(home):
        with contextlib.suppress(FileNotFoundError, ValidationError):
            content = (version.folder / MANIFEST).read_bytes()
            manifests.append(_row(read_manifest(version.folder), hashlib.sha256(content).hexdigest()))
    return manifests


def recorded_hash(home: Home, quarter: str, version: int | None) -> str | None:
    """The hash that a version's manifest was published with; None where the register itself does not say."""
    if not _is_readable(home.publications):
        return None
    rows = read_register(home)
    return next(
        (row["manifest_sha256"] for row in rows if (row["quarter"], row["version"]) == (quarter, version)), None
    )


def _copy(home: Home) -> Path:
    """The register once more: losing one file must not make a stranger's folder a version."""
    return home.publications.with_name("versions.copy.parquet")


def _is_readable(file: Path) -> bool:
    try:
        return bool(pq.read_schema(file).equals(PUBLICATIONS))
    except (FileNotFoundError, pa.ArrowInvalid):
        return False


def _row(manifest: Manifest, sha256: str) -> dict[str, Any]:
    row = {name: getattr(manifest, name) for name in PUBLICATIONS.names if name != "manifest_sha256"}
    return row | {"manifest_sha256": sha256}


def _write(home: Home, rows: list[dict[str, Any]]) -> None:
    rows = sorted(rows, key=lambda row: (row["quarter"], row["version"]))
    for file in (_copy(home), home.publications):
        write_parquet(pa.Table.from_pylist(rows, schema=PUBLICATIONS), file, durable=True)
