from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lifecircle.home import Home
from tests.building.shown_quarter import publish_shown
from tests.building.toy_warehouse import build


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("built") / "home")
    build(home)
    return home


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return publish_shown(Home(tmp_path_factory.mktemp("published") / "home"))


@pytest.fixture
def home(tmp_path: Path, built_once: Home) -> Home:
    """A home with one good build and nothing published."""
    return _copy(built_once, tmp_path)


@pytest.fixture
def published(tmp_path: Path, published_once: Home) -> Home:
    """A home with a snapshot, and the pages of a draft of 2024Q1 with something of everything."""
    return _copy(published_once, tmp_path)


def _copy(home: Home, folder: Path) -> Home:
    return Home(shutil.copytree(home.root, folder / "home", symlinks=True))
