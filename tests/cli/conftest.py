"""A small made district and its home after one whole run, for the tests of the command line that do not change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lifecircle.home import Home
from simulation import simulate
from tests.building.terminal import lifecircle

_AS_OF = "2023-10-10T23:59:59+08:00"


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district") / "inbox"
    simulate(folder, "2023-06", "2023-09")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, inbox: Path) -> Home:
    """A home after one whole run."""
    home = Home(tmp_path_factory.mktemp("cycle") / "home")
    done = lifecircle("run", "--inbox", inbox, "--home", home.root, "--as-of", _AS_OF)
    assert done.returncode == 0, done.stdout + done.stderr
    assert str(home.snapshot) in done.stdout
    return home
