"""The golden way: sample files from the inbox to the published marts, held against what the contract says comes out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from expectations.check import check
from ingestion.land import land
from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.snapshot import publish_snapshot
from tests.building.windows import ordered_models, tied_models
from warehouse.build import build_warehouse

pytestmark = pytest.mark.long

AS_OF = {"clean": "2024-07-10T23:59:59+08:00", "light": "2024-04-10T23:59:59+08:00"}
"""The moments of the samples' expected marts (their README)."""


@pytest.mark.parametrize("name", AS_OF)
def test_a_sample_gives_exactly_the_expected_marts(name: str, samples: Path, tmp_path: Path) -> None:
    # not tarfile: before Python 3.11.4 it has no filter, after 3.12 it wants one
    subprocess.run(["tar", "xzf", samples / f"{name}.tar.gz", "-C", tmp_path], check=True)
    sample, home = tmp_path / name, Home(tmp_path / "home")
    land(home, sample / "inbox")
    check(home)
    build_warehouse(home, parse_moment(AS_OF[name]))
    assert tied_models(home, ordered_models(home)) == []
    publish_snapshot(home)
    command = [sys.executable, str(samples / "compare.py"), str(sample), str(home.snapshot)]
    compared = subprocess.run(command, capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stdout + compared.stderr
