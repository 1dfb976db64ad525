"""Pages in a line each, for warehouses that have not all that the real ones show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lifecircle.home import Home
from scorecards.edition import Edition


def render(home: Home, edition: Edition) -> dict[str, bytes]:
    """Stand in for the pages: the toy has not all that they show."""
    return {"index.html": f"{edition}".encode()}


def render_index(home: Home, editions: Sequence[Edition]) -> bytes:
    return " ".join(f"{edition.quarter}/{edition.name}" for edition in editions).encode()


def use_plain_pages(patch: pytest.MonkeyPatch | None = None) -> None:
    """Render plain pages; without a patch for as long as the process lives."""
    patch = patch or pytest.MonkeyPatch()
    patch.setattr("publishing.drafts.render", render)
    patch.setattr("publishing.drafts.render_index", render_index)
    patch.setattr("publishing.approval.render", render)
    patch.setattr("publishing.comparison.render", render)
