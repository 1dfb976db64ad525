"""The golden way: sample files through the whole cycle, held against what the contract says comes out."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from lifecircle.home import Home
from tests.terminal import lifecircle

AS_OF = "2024-07-10T23:59:59+08:00"


@pytest.fixture(scope="module")
def clean(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    with tarfile.open(samples / "clean.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "clean"


def test_the_clean_sample_gives_exactly_the_expected_marts(clean: Path, samples: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    done = lifecircle("run", "--inbox", clean / "inbox", "--home", home.root, "--as-of", AS_OF)
    assert done.returncode == 0, done.stdout + done.stderr
    command = [sys.executable, str(samples / "compare.py"), str(clean), str(home.snapshot)]
    compared = subprocess.run(command, capture_output=True, text=True, check=False)
    assert compared.returncode == 0, compared.stdout + compared.stderr
