"""The warehouse as its readers see it: the schema `marts` alone, as one DuckDB file and as Parquet.

Source: docs/contract/marts.md, Conventions.

    warehouse/snapshots/<version>/lifecircle.duckdb     tables, views, constraints and comments
    warehouse/snapshots/<version>/marts/<table>.parquet
    warehouse/current -> snapshots/<version>            the one link that a publication moves

`Home.snapshot` and `Home.marts` lead through `current`, so that both change in the same instant.  Nothing is
overwritten in place: a program that has the old version open goes on reading it.
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from lifecircle.home import Home
from lifecircle.marts.copying import NoMartsError, copy_marts
from lifecircle.writing import replace_link, sync

logger = logging.getLogger(__name__)

_VERSIONS_KEPT = 3
_WAIT_SECONDS = 60


class NothingBuiltError(Exception):
    """There is no good build to publish; the message says where one was expected."""


def publish_snapshot(home: Home) -> Path:
    """Publish the marts of the last good build, unless they are published already.

    Returns:
        The published DuckDB file, `Home.snapshot`.

    Raises:
        NothingBuiltError: no build has passed its tests yet, or it has no marts.
        HomeInUseError: another publication has gone on for a minute.
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
        if not version.exists():
            unfinished = versions / f".{version.name}"
            shutil.rmtree(unfinished, ignore_errors=True)
            (unfinished / "marts").mkdir(parents=True)
            _copy_marts(build, unfinished, home.publications)
            _sync_all(unfinished)
            os.replace(unfinished, version)
            logger.info("published %s as %s", build, version)
        current = home.snapshot.parent / "current"
        replace_link(current, version)
        replace_link(home.snapshot, current / "lifecircle.duckdb")
        replace_link(home.marts, current / "marts")
        _retire(versions, version)
    return home.snapshot


def _copy_marts(build: Path, folder: Path, publications: Path) -> None:
    replaced = {"publication": publications} if publications.exists() else {}
    try:
        copy_marts(build, folder / "lifecircle.duckdb", folder / "marts", replaced)
    except NoMartsError as error:
        raise NothingBuiltError(str(error)) from error


def _sync_all(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        sync(path)


def _retire(versions: Path, current: Path) -> None:
    """Remove what was left half-made and all but the newest versions; open readers keep the files they hold."""
    for unfinished in versions.glob(".*"):
        shutil.rmtree(unfinished)
    finished = sorted(versions.iterdir(), key=lambda version: version.stat().st_mtime_ns, reverse=True)
    for version in finished[_VERSIONS_KEPT:]:
        if version != current:
            shutil.rmtree(version)
