"""The warehouse as its readers see it: the schema `marts` alone, as one DuckDB file and as Parquet.

Source: docs/contract/marts.md, Conventions.

    warehouse/snapshots/<version>/lifecircle.duckdb     tables, views, constraints and comments
    warehouse/snapshots/<version>/marts/<table>.parquet
    warehouse/snapshots/<version>/hashes.json           SHA-256 of each, by which a changed snapshot is known
    warehouse/current -> snapshots/<version>            the one link that a publication moves

`Home.snapshot` and `Home.marts` lead through `current`, so that both change in the same instant.  Nothing is
overwritten in place: a program that has the old version open goes on reading it.
"""

from __future__ import annotations

import json
import logging
import os
import time
from pathlib import Path

from lifecircle.batches import hash_file
from lifecircle.home import Home
from lifecircle.marts.copying import NoMartsError, copy_marts
from lifecircle.settings import Settings
from lifecircle.writing import remove_protected, replace_link, sync

logger = logging.getLogger(__name__)

_SECONDS_KEPT = 3600
"""Who reads Parquet files one after the other from a resolved folder has so long to end."""
_WAIT_SECONDS = 600
_HASHES = "hashes.json"


class NothingBuiltError(Exception):
    """There is no good build to publish; the message says where one was expected."""


def publish_snapshot(home: Home) -> Path:
    """Publish the marts of the last good build, unless they are published already.

    Returns:
        The published DuckDB file, `Home.snapshot`.

    Raises:
        NothingBuiltError: no build has passed its tests yet, or it has no marts.
        HomeInUseError: another publication has gone on for ten minutes.
        duckdb.Error: the build cannot be copied; what was published before is still there.
    """
    if not home.latest_build.exists():
        raise NothingBuiltError(f"no warehouse has been built yet: {home.latest_build} does not exist")
    with home.hold("publication", wait_seconds=_WAIT_SECONDS):
        build = home.latest_build.resolve()
        versions = home.snapshot.parent / "snapshots"
        # the time tells a build from one of the same number made after the warehouse was deleted
        marks = [build.stat().st_mtime_ns]
        if home.publications.exists():
            # a version may be approved after the build
            marks.append(home.publications.stat().st_mtime_ns)
        version = versions / "-".join([build.stem, *map(str, marks)])
        if version.exists() and (changed := _changed_files(version)):
            logger.warning("%s was changed since it was published (%s): it is made again", version, ", ".join(changed))
            # who has it open goes on reading it; a name of its own, since DuckDB knows files by their names
            remove_protected(version)
            marks.append(time.time_ns())
            version = versions / "-".join([build.stem, *map(str, marks)])
        if not version.exists():
            unfinished = versions / f".{version.name}"
            remove_protected(unfinished)
            (unfinished / "marts").mkdir(parents=True)
            _copy_marts(build, unfinished, home.publications)
            _protect(unfinished)
            home.require_held("publication")
            os.replace(unfinished, version)
            sync(versions)
            logger.info("published %s as %s", build, version)
        current = home.snapshot.parent / "current"
        replace_link(current, version)
        replace_link(home.snapshot, current / "lifecircle.duckdb")
        replace_link(home.marts, current / "marts")
        _retire(versions, version)
    return home.snapshot


def retire_snapshots(home: Home) -> int:
    """Remove all but the newest snapshots (`LIFECIRCLE_KEEP_SNAPSHOTS`); how many went.

    Raises:
        HomeInUseError: a publication has gone on for ten minutes.
    """
    with home.hold("publication", wait_seconds=_WAIT_SECONDS):
        return _retire(home.snapshot.parent / "snapshots", (home.snapshot.parent / "current").resolve())


def damaged_snapshot(home: Home, *, whole_bytes: bool) -> list[str]:
    """Say how the snapshot is not as it was published; `lifecircle run` makes it again."""
    version = home.snapshot.parent / "current"
    if not version.exists():
        return []
    changed = _changed_files(version) if whole_bytes else _missing_files(version)
    return [f"{version.resolve() / name} was changed: `lifecircle run` makes the snapshot anew" for name in changed]


def _missing_files(version: Path) -> list[str]:
    try:
        hashes = json.loads((version / _HASHES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [_HASHES]
    return [name for name in hashes if not (version / name).exists() or not (version / name).stat().st_size]


def _copy_marts(build: Path, folder: Path, publications: Path) -> None:
    replaced = {"publication": publications} if publications.exists() else {}
    try:
        copy_marts(build, folder / "lifecircle.duckdb", folder / "marts", replaced)
    except NoMartsError as error:
        raise NothingBuiltError(str(error)) from error


def _protect(folder: Path) -> None:
    """Keep the files' hashes beside them, and let nobody write: files 0444, folders 0555."""
    hashes = {path.relative_to(folder).as_posix(): hash_file(path) for path in folder.rglob("*") if path.is_file()}
    (folder / _HASHES).write_text(json.dumps(hashes, indent=1), encoding="utf-8")
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
        sync(path)


def _changed_files(version: Path) -> list[str]:
    """Name the files of a snapshot that are not as they were published, or that were not published."""
    try:
        hashes = json.loads((version / _HASHES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [_HASHES]
    present = {path.relative_to(version).as_posix(): path for path in version.rglob("*") if path.is_file()}
    present.pop(_HASHES)
    changed = [name for name, sha256 in hashes.items() if name not in present or hash_file(present[name]) != sha256]
    return changed + sorted(present.keys() - hashes.keys())


def _retire(versions: Path, current: Path) -> int:
    """Remove what was left half-made and all but the newest versions; open readers keep the files they hold."""
    for unfinished in versions.glob(".*"):
        remove_protected(unfinished)
    finished = sorted(versions.glob("[!.]*"), key=lambda version: version.stat().st_mtime_ns, reverse=True)
    old = [
        version
        for version in finished[Settings().keep_snapshots :]
        if version.name != current.name and version.stat().st_mtime < time.time() - _SECONDS_KEPT
    ]
    for version in old:
        # no version any more, though something of it may have to stay for a while
        fading = version.with_name(f".{version.name}")
        os.replace(version, fading)
        remove_protected(fading)
    return len(old)
