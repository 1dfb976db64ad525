from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lifecircle.home import Home
from publishing.approval import publish
from publishing.drafts import write_drafts
from tests.building import toy_warehouse
from tests.building.plain_pages import use_plain_pages
from tests.building.publishable_warehouse import build
from tests.building.shown_quarter import publish_shown


@pytest.fixture
def plain_pages() -> Iterator[None]:
    with _plain_pages():
        yield


@contextmanager
def _plain_pages() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        use_plain_pages(patch)
        yield


@pytest.fixture(scope="session")
def drafted_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("drafted") / "home")
    with _plain_pages():
        build(home)
        write_drafts(home)
    return home


@pytest.fixture(scope="session")
def approved_once(tmp_path_factory: pytest.TempPathFactory, drafted_once: Home) -> Home:
    home = _copy(drafted_once, tmp_path_factory.mktemp("approved"))
    with _plain_pages():
        publish(home, "2024Q1", "王芳")
    return home


@pytest.fixture(scope="session")
def shown_once(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return publish_shown(Home(tmp_path_factory.mktemp("shown") / "home"))


@pytest.fixture
def home(tmp_path: Path, drafted_once: Home, plain_pages: None) -> Home:
    """A home whose snapshot is published, and the drafts of its two due quarters."""
    return _copy(drafted_once, tmp_path)


@pytest.fixture
def published(tmp_path: Path, approved_once: Home, plain_pages: None) -> Home:
    """The same with 2024Q1 approved."""
    return _copy(approved_once, tmp_path)


@pytest.fixture
def built(tmp_path: Path) -> Home:
    """A home with one good build and nothing published."""
    home = Home(tmp_path / "home")
    toy_warehouse.build(home)
    return home


@pytest.fixture
def shown(tmp_path: Path, shown_once: Home) -> Home:
    """A home with a snapshot, and the pages of a draft of 2024Q1 with something of everything."""
    return _copy(shown_once, tmp_path)


def _copy(home: Home, folder: Path) -> Home:
    return Home(shutil.copytree(home.root, folder / "home", symlinks=True))
