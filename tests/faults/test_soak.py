"""What no single test can cover: runs killed at random moments, and readers of every kind during rebuilds."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lifecircle.home import Home
from lifecircle.settings import PROJECT
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, district_of
from tests.building.terminal import LIFECIRCLE, lifecircle, published_marts
from workflows.inspection import inspect_home

pytestmark = pytest.mark.soak

AS_OF = "2023-10-20T23:59:59+08:00"
SEED = 11
KILLS = 12
REBUILDS = 10

READER = """
import sys, time
from pathlib import Path
import duckdb
snapshot, marts, stop = map(Path, sys.argv[1:])
reads = 0
while not stop.exists():
    with duckdb.connect(str(snapshot.resolve()), read_only=True) as connection:
        (cards,) = connection.execute("select count(*) from marts.scorecard_town").fetchone()
        (metrics,) = connection.execute("select count(distinct town_code || quarter || basis) "
                                        "from marts.scorecard_town_metric").fetchone()
    folder = marts.resolve()
    with duckdb.connect() as connection:
        (towns,) = connection.execute(f"select count(*) from '{folder}/scorecard_town.parquet'").fetchone()
        (sums,) = connection.execute(f"select count(distinct town_code || quarter || basis) "
                                     f"from '{folder}/scorecard_town_metric.parquet'").fetchone()
    assert cards == metrics and towns == sums, (cards, metrics, towns, sums)
    reads += 1
print(reads)
"""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent") / "inbox"
    with district_of(TOY_DISTRICT):
        simulate(folder, "2023-06", "2023-10", mess="light")
    return folder


def run(home: Home, inbox: Path, as_of: str = AS_OF) -> None:
    arguments = ("run", "--inbox", inbox, "--home", home.root, "--as-of", as_of)
    done = lifecircle(*arguments, LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_runs_killed_at_random_moments_lose_nothing(tmp_path: Path, inbox: Path) -> None:
    unhindered, killed = Home(tmp_path / "unhindered"), Home(tmp_path / "killed")
    began = time.monotonic()
    run(unhindered, inbox)
    seconds = time.monotonic() - began
    rng = random.Random(SEED)
    command = [str(LIFECIRCLE), "run", "--inbox", str(inbox), "--home", str(killed.root), "--as-of", AS_OF]
    for _ in range(KILLS):
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={"LIFECIRCLE_REFERENCE": str(TOY_DISTRICT), "PATH": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.5, seconds))
        process.kill()
        process.wait()
    run(killed, inbox)
    assert published_marts(killed) == published_marts(unhindered)
    assert inspect_home(killed, whole_bytes=True) == []


def test_readers_of_every_kind_see_whole_versions_while_the_warehouse_is_rebuilt(tmp_path: Path, inbox: Path) -> None:
    home, stop = Home(tmp_path / "home"), tmp_path / "stop"
    run(home, inbox)
    command = [sys.executable, "-c", READER, str(home.snapshot), str(home.marts), str(stop)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        for day in range(1, REBUILDS + 1):
            run(home, inbox, f"2023-11-{day:02}T08:00:00+08:00")
    finally:
        stop.touch()
        said = [reader.communicate() for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0], said
    assert all(int(out) > REBUILDS for out, _ in said)
