"""What became of every model and test of a build, kept as rows for whoever asks what got slower or failed when."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from lifecircle.calendar import now
from lifecircle.home import Home
from lifecircle.landed import MOMENT, write_parquet
from warehouse.dbt_run import ModelResult

log = logging.getLogger(__name__)

_KEPT = 500

SCHEMA = pa.schema(
    [
        ("build", pa.int64()),
        ("built_at", MOMENT),
        ("as_of", MOMENT),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("layer", pa.string()),
        ("status", pa.string()),
        ("seconds", pa.float64()),
        ("message", pa.string()),
    ]
)


def results_file(home: Home, number: int) -> Path:
    """Where the results of a build are, good or failed."""
    return home.latest_build.parent / "results" / f"{number:06d}.parquet"


def last_attempt(home: Home) -> int | None:
    """The number of the last build that ran to its end, good or failed; None if none did."""
    return max((int(path.stem) for path in results_file(home, 0).parent.glob("[0-9]*.parquet")), default=None)


def keep_results(home: Home, number: int, as_of: datetime, results: Iterable[ModelResult]) -> None:
    """Write a build's results; the oldest beyond some five hundred builds go."""
    # the machine's own clock: it tells when the machine worked, also where a past year is run through
    built_at = now()
    rows = [
        {
            "build": number,
            "built_at": built_at,
            "as_of": as_of,
            "name": result.name,
            "kind": result.kind,
            "layer": result.layer,
            "status": result.status,
            "seconds": result.seconds,
            "message": result.message,
        }
        for result in results
    ]
    path = results_file(home, number)
    write_parquet(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    for old in sorted(path.parent.glob("[0-9]*.parquet"))[:-_KEPT]:
        old.unlink()


def log_layers(results: Sequence[ModelResult]) -> None:
    """Say in one line a layer how many there were and how long they took."""
    for layer in dict.fromkeys(result.layer for result in results):
        of_layer = [result for result in results if result.layer == layer]
        log.info("%s: %d, %.1f s", layer, len(of_layer), sum(result.seconds for result in of_layer))
