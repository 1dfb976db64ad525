"""A home made by each released version goes on and verifies under the code as it is.

`homes/<version>.tar.xz` holds what a home keeps for good (archive, landed rows, versions, their register), made of the
golden quarter's inbox by that version, with 2023Q3 published.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.batches import read_batches, seal_batch, unfinished_files
from lifecircle.home import Home
from lifecircle.landed import write_parquet
from lifecircle.landed_rows import read_landed
from lifecircle.writing import unfinished_path
from tests.building.districts import TOY_DISTRICT
from tests.building.marts import differences, read_marts
from tests.building.terminal import lifecircle
from tests.building.workbooks import monthly_report, project
from tests.golden.golden_quarter import AS_OF, copied_inbox

pytestmark = pytest.mark.long

HOMES = sorted(Path(__file__).with_name("homes").glob("*.tar.xz"))


@pytest.fixture(scope="module", params=HOMES, ids=lambda path: path.name.removesuffix(".tar.xz"))
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The release's home after a run of this code, with nothing new in the inbox."""
    home = Home(tmp_path_factory.mktemp("release") / "home")
    home.root.mkdir()
    subprocess.run(["tar", "xaf", request.param, "-C", home.root], check=True)
    inbox = copied_inbox(home.root.parent / "inbox")
    arguments = ("run", "--inbox", inbox, "--home", home.root, "--as-of", AS_OF)
    done = lifecircle(*arguments, LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def test_it_goes_on_with_its_batches_sealed_and_nothing_landed_twice(home: Home) -> None:
    seals = read_batches(home).seals
    assert [(seal.first, seal.is_checked) for seal in seals] == [(1, True), (2, True)]
    done = lifecircle("inspect", "--home", home.root)
    assert done.returncode == 0, done.stderr


def test_its_version_verifies(home: Home) -> None:
    done = lifecircle("verify", "2023Q3/v1", "--home", home.root, LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "一致  2023Q3/v1" in done.stdout


def test_a_batch_that_an_earlier_release_landed_and_did_not_check_is_checked(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "月报_南桥镇_2024-03.xlsx").write_bytes(monthly_report([project(progress_pct=140)]))
    land(home, tmp_path / "inbox")
    (seal,) = read_batches(home).unchecked
    for path in seal.files:
        rows = pq.read_table(home.landed / path)
        older = rows.drop_columns([name for name in ("size", "next_step") if name in rows.column_names])
        write_parquet(older, unfinished_path(home.landed / path))
    seal_batch(home, replace(seal, files=unfinished_files(home, list(seal.files))))
    check(home, data_docs=False)
    assert read_landed(home, "findings")["code"].to_pylist() == ["E03"]
    assert read_landed(home, "project_progress")["next_step"].to_pylist() == [None]


def test_its_marts_are_those_of_a_home_that_was_made_today(home: Home, tmp_path: Path) -> None:
    fresh = Home(tmp_path / "home")
    arguments = ("run", "--inbox", copied_inbox(tmp_path / "inbox"), "--home", fresh.root, "--as-of", AS_OF)
    assert lifecircle(*arguments, LIFECIRCLE_REFERENCE=TOY_DISTRICT).returncode == 0
    here, there = read_marts(home.snapshot), read_marts(fresh.snapshot)
    for marts in (here, there):
        del marts["publication"]
        # what a finding says may be said better by a later version
        del marts["fct_finding"]
    assert differences(here, there) == []
