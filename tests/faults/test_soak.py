"""What no single test can cover: runs killed at random moments, and readers of every kind during rebuilds."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, district_of
from tests.building.landed_home import LandedHome, plan_row
from tests.building.marts import differences, read_marts
from tests.building.terminal import LIFECIRCLE, lifecircle, published_marts
from warehouse.build import build_warehouse
from workflows.inspection import inspect_home

pytestmark = pytest.mark.soak

AS_OF = "2023-10-20T23:59:59+08:00"
SEED = 11
KILLS = 4
NAMES = 100_000
BUILT_AS_OF = parse_moment("2024-04-12T00:00:00+08:00")
REBUILDS = 4

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


def test_a_build_killed_at_a_write_is_built_by_the_next(tmp_path: Path) -> None:
    landed = LandedHome(tmp_path / "before")
    landed.submit("annual_plan", "fengpu", "2024", "2024-01-20", "plan", plan_projects=[plan_row("FP2024-001")])
    before = landed.land()
    whole = read_marts(build_warehouse(Home(shutil.copytree(before.root, tmp_path / "whole")), BUILT_AS_OF).path)
    for number in range(1, 300, 60):
        home = Home(shutil.copytree(before.root, tmp_path / str(number)))
        command = [sys.executable, "-m", "tests.faults.dying", "SIGKILL", str(number), "build", str(home.root)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False, env=os.environ)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        assert differences(read_marts(build_warehouse(home, BUILT_AS_OF).path), whole) == []
        if done.returncode == 0:
            return
    pytest.fail("a build has more writes")


def test_an_inbox_of_a_hundred_thousand_names_lands_whole(tmp_path: Path) -> None:
    inbox, home = tmp_path / "inbox", Home(tmp_path / "home")
    for number in range(NAMES):
        path = inbox / f"{number // 1000:03}" / f"扫描件{number}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    result = land(home, inbox)
    assert (result.new, result.rejected, result.left) == (NAMES, NAMES, ())
    check(home, data_docs=False)
    assert land(home, inbox).known == NAMES


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
