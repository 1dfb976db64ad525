"""Build the warehouse into a new file, and let it count only when everything in it has passed its tests.

warehouse/builds/unfinished/lifecircle.duckdb   where dbt works; a killed build's is swept away by the next
warehouse/builds/<n>.duckdb, <n>.fingerprint    a good build; the hash of its inputs, and the sizes of its files
warehouse/builds/<n>.judging                    its SQL that judges rows across files (warehouse/judging.py)
warehouse/latest.duckdb -> builds/<n>.duckdb    moved last
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from lifecircle.batches import recover
from lifecircle.damage import require_undamaged
from lifecircle.home import Home
from lifecircle.landed_rows import pin
from lifecircle.marts.closing import NotClosedError, close_file
from lifecircle.progress import Progress
from lifecircle.reference import load_district
from lifecircle.settings import Settings
from lifecircle.writing import replace_link, sync, whole
from warehouse.dbt_run import ModelResult, pinned_landed, run_dbt
from warehouse.fingerprint import fingerprint
from warehouse.judging import keep_judging
from warehouse.results import keep_results, log_layers, results_file

log = logging.getLogger(__name__)

_WAIT_SECONDS = 600
_READ_ONLY = 0o444
_FAILURES_NAMED = 5


@dataclass(frozen=True)
class BuildResult:
    """The latest build.  `skipped`: nothing had changed since it was built, and `models` is empty."""

    path: Path
    number: int
    skipped: bool
    seconds: float
    models: tuple[ModelResult, ...] = ()


class BuildError(Exception):
    """Models or tests failed; the message names them.  The build before is still the latest."""


def build_warehouse(home: Home, as_of: datetime, progress: Progress | None = None) -> BuildResult:
    """Build and test the warehouse as of a moment, unless nothing changed since the latest build.

    Args:
        home: `landed` is read, `warehouse` written.
        as_of: the run's moment (docs/contract/assessment.md, As of), with a zone.
        progress: told (seeds, models and tests done, in all).

    Raises:
        BuildError: a model or a test failed, or the disk did not keep the file.
        DistrictError: the reference folder does not hold what a district needs.
        DbtRunError: dbt could not begin.
        HomeInUseError: another build has held the warehouse, or a landing the landed files, for ten minutes.
        DamagedHomeError: landed files are missing or changed.
    """
    started = time.monotonic()
    reference = Settings().reference
    load_district(reference)
    with home.hold("warehouse", wait_seconds=_WAIT_SECONDS):
        with home.hold("landing", wait_seconds=_WAIT_SECONDS):
            require_undamaged(home, recover(home), whole_bytes=False)
        inputs = fingerprint(home, as_of, reference)
        if _latest_fingerprint(home) == inputs:
            latest = home.latest_build.resolve()
            log.info("nothing changed since build %s", latest.stem)
            return BuildResult(latest, int(latest.stem), True, time.monotonic() - started)
        number = _next_number(home)
        _pin_landed(home)
        unfinished = _clear_unfinished(home) / "lifecircle.duckdb"
        models = tuple(run_dbt(home, unfinished, as_of, reference, progress))
        log_layers(models)
        keep_results(home, number, as_of, models)
        _refuse_failures(number, models)
        _close(unfinished, models)
        path = _let_it_count(home, unfinished, number, inputs)
        _retire(home)
    seconds = time.monotonic() - started
    log.info("built %s in %.1f s", path, seconds)
    return BuildResult(path, number, False, seconds, models)


def retire_builds(home: Home) -> int:
    """Remove all but the last few builds (`LIFECIRCLE_KEEP_BUILDS`); how many builds went.

    Raises:
        HomeInUseError: a build has gone on for ten minutes.
    """
    with home.hold("warehouse", wait_seconds=_WAIT_SECONDS):
        return _retire(home)


def _latest_fingerprint(home: Home) -> str | None:
    """The hash of the latest build's inputs; None where there is none, or its files are not as they were written."""
    latest = home.latest_build.resolve()
    kept = latest.with_suffix(".fingerprint")
    if not home.latest_build.exists() or not kept.exists():
        return None
    try:
        content = json.loads(kept.read_text(encoding="ascii"))
        inputs, files = str(content["inputs"]), dict(content["files"])
    except (ValueError, KeyError, TypeError):
        return None
    damaged = [name for name, size in files.items() if _size(latest.with_name(name)) != size]
    if damaged or latest.with_name(f"{latest.name}.wal").exists():
        log.warning("build %s is not as it was written (%s): it is built again", latest.stem, ", ".join(damaged))
        return None
    return inputs


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None


def _next_number(home: Home) -> int:
    """One more than any build before, failed ones too: their results keep their numbers."""
    results = results_file(home, 0).parent.glob("[0-9]*.parquet")
    return max((int(path.stem) for path in [*_builds(home), *results]), default=0) + 1


def _builds(home: Home) -> list[Path]:
    return sorted(home.builds.glob("[0-9]*.duckdb"), key=lambda path: int(path.stem))


def _clear_unfinished(home: Home) -> Path:
    """An empty folder to build in.  Its path never changes: dbt reads the project anew for every other database."""
    folder = home.builds / "unfinished"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _pin_landed(home: Home) -> None:
    """Lay out the landed files that count for this build, each as it was written: landings may go on meanwhile."""
    pinned = pinned_landed(home)
    shutil.rmtree(pinned, ignore_errors=True)
    with home.hold("landing", wait_seconds=_WAIT_SECONDS):
        batches = recover(home)
        require_undamaged(home, batches, whole_bytes=True)
        pin(home, batches, pinned)


def _refuse_failures(number: int, models: tuple[ModelResult, ...]) -> None:
    failed = [model for model in models if not model.is_good and model.status != "skipped"]
    if not failed:
        return
    named = [f"{model.kind} {model.name}: {' '.join(model.message.split())}" for model in failed[:_FAILURES_NAMED]]
    if len(failed) > _FAILURES_NAMED:
        named.append(f"and {len(failed) - _FAILURES_NAMED} more")
    raise BuildError(f"build {number} failed, the one before stands:\n" + "\n".join(named))


def _let_it_count(home: Home, unfinished: Path, number: int, inputs: str) -> Path:
    path = home.builds / f"{number}.duckdb"
    home.require_held("warehouse")
    keep_judging(home, number)
    unfinished.chmod(_READ_ONLY)
    sync(unfinished)
    os.replace(unfinished, path)
    sync(path.parent)
    files = {kept.name: kept.stat().st_size for kept in (path, path.with_suffix(".judging"))}
    with whole(path.with_suffix(".fingerprint"), durable=True) as fresh:
        fresh.write_text(json.dumps({"inputs": inputs, "files": files}), encoding="ascii")
    replace_link(home.latest_build, path)
    return path


def _close(unfinished: Path, models: tuple[ModelResult, ...]) -> None:
    """Let the file hold all that dbt has written to it: only then may it count."""
    try:
        close_file(unfinished, [model.name for model in models if model.layer == "marts"])
    except (NotClosedError, duckdb.Error) as error:
        raise BuildError(f"the warehouse could not be written whole: {error}") from error


def _retire(home: Home) -> int:
    """Remove all but the last few builds; who has an older one open goes on reading it."""
    shutil.rmtree(home.builds / "unfinished", ignore_errors=True)
    before = _builds(home)
    kept = {path.stem for path in before[-Settings().keep_builds :]} | {home.latest_build.resolve().stem}
    for path in home.builds.glob("[0-9]*.*"):
        if path.stem not in kept:
            path.unlink()
    return len(before) - len(_builds(home))
