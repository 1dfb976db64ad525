from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from lifecircle.home import Home
from publishing.edition import Edition
from publishing.publication.approval import publish
from publishing.publication.drafts import write_drafts
from tests.publishing.publication.toy_marts import build


def render(home: Home, edition: Edition) -> dict[str, bytes]:
    """Stand in for the pages: the toy has not all that they show."""
    return {"index.html": f"{edition}".encode()}


def render_index(home: Home, editions: Sequence[Edition]) -> bytes:
    return " ".join(f"{edition.quarter}/{edition.name}" for edition in editions).encode()


@pytest.fixture(autouse=True)
def plain_pages() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("publishing.publication.drafts.render", render)
        patch.setattr("publishing.publication.drafts.render_index", render_index)
        patch.setattr("publishing.publication.approval.render", render)
        patch.setattr("publishing.publication.comparison.render", render)
        yield


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose snapshot is published, and the drafts of its two due quarters."""
    home = Home(tmp_path / "home")
    build(home)
    write_drafts(home)
    return home


@pytest.fixture
def published(home: Home) -> Home:
    """The same with 2024Q1 approved."""
    publish(home, "2024Q1", "王芳")
    return home
