from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lifecircle.calendar import parse_moment
from lifecircle.home import Home
from publishing.pages import publish_quarters
from publishing.snapshot import publish_snapshot
from tests.publishing.toy_warehouse import build


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("built") / "home")
    build(home)
    return home


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory, built_once: Home) -> Home:
    home = _copy(built_once, tmp_path_factory.mktemp("published"))
    publish_snapshot(home)
    publish_quarters(home, parse_moment("2024-04-20T08:00:00+08:00"))
    return home


@pytest.fixture
def home(tmp_path: Path, built_once: Home) -> Home:
    """A home with one good build and nothing published."""
    return _copy(built_once, tmp_path)


@pytest.fixture
def published(tmp_path: Path, published_once: Home) -> Home:
    """A home whose snapshot and pages are published as of 2024-04-20."""
    return _copy(published_once, tmp_path)


def _copy(home: Home, folder: Path) -> Home:
    return Home(shutil.copytree(home.root, folder / "home", symlinks=True))
