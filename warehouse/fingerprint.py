"""The inputs of a build, in one hash: if it is the same as the latest build's, there is nothing to build."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, time
from importlib.metadata import version
from pathlib import Path

import pyarrow.compute as pc

from lifecircle.batches import read_batches
from lifecircle.calendar import CHINA
from lifecircle.home import Home
from lifecircle.landed_rows import read_landed
from lifecircle.settings import PROJECT

DBT_PROJECT = PROJECT / "dbt_project"

_LAST_SECOND = time(23, 59, 59)


def fingerprint(home: Home, as_of: datetime, reference: Path) -> str:
    """Hash everything that can change a mart.

    The landed files count by their hashes when they were written, the project and the reference by their bytes,
    and the moment by what it lets in: a second later, with nothing received since, the marts are the same.
    """
    digest = hashlib.sha256()
    for part in _parts(home, as_of, reference):
        digest.update(part.encode() + b"\n")
    return digest.hexdigest()


def _parts(home: Home, as_of: datetime, reference: Path) -> Iterator[str]:
    yield f"dbt {version('dbt-core')} {version('dbt-duckdb')} duckdb {version('duckdb')}"
    yield str(home.landed.resolve())
    for folder, pattern in ((DBT_PROJECT, "*.*"), (reference, "*.csv")):
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                yield f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    for seal in read_batches(home).counted:
        yield from (f"{name} {file.sha256}" for name, file in seal.files.items())
        yield f"replaces {seal.replaces}"
    moment = as_of.astimezone(CHINA)
    # deadlines begin with a day and cut-offs end with one
    yield f"{moment.date()} {moment.time() >= _LAST_SECOND} {_received(home, as_of)}"


def _received(home: Home, as_of: datetime) -> int:
    """How many landings were received by the moment."""
    landed = read_landed(home, "submissions", ["received_at"])
    return len(landed.filter(pc.field("received_at") <= as_of))
