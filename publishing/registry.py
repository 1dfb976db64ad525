"""The register of publications: a row a version, append-only, which the warehouse reads as `marts.publication`.

A row keeps the manifest's hash as it was when the version was published, so that a manifest that was changed since
can be told.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from lifecircle.home import Home
from lifecircle.landed import MOMENT, write_parquet
from publishing.manifest import MANIFEST, read_manifest
from publishing.versions import published_versions

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


def record_versions(home: Home) -> None:
    """Add the versions that are not in the register yet: one, or those of publications that were killed before this."""
    rows = read_register(home)
    known = {(row["quarter"], row["version"]) for row in rows}
    missing = [folder for folder in published_versions(home) if (folder.quarter, folder.number) not in known]
    if not missing:
        return
    for version in missing:
        manifest = read_manifest(version.folder)
        row = {name: getattr(manifest, name) for name in PUBLICATIONS.names if name != "manifest_sha256"}
        sha256 = hashlib.sha256((version.folder / MANIFEST).read_bytes()).hexdigest()
        rows.append(row | {"manifest_sha256": sha256})
    rows.sort(key=lambda row: (row["quarter"], row["version"]))
    write_parquet(pa.Table.from_pylist(rows, schema=PUBLICATIONS), home.publications)


def read_register(home: Home) -> list[dict[str, Any]]:
    """The rows of the register; none where nothing has been published."""
    if not home.publications.exists():
        return []
    rows: list[dict[str, Any]] = pq.read_table(home.publications, schema=PUBLICATIONS).to_pylist()
    return rows
