"""The files that people open, of one edition: one place that knows which renderers there are."""

from __future__ import annotations

from collections.abc import Sequence

from lifecircle.home import Home
from publishing.edition import Edition


def render(home: Home, edition: Edition) -> dict[str, bytes]:
    """Render an edition from the home's snapshot: path below its folder -> bytes; the same input, the same bytes."""
    return {"index.html": repr(edition).encode()}


def render_index(home: Home, editions: Sequence[Edition]) -> bytes:
    """Render the list of all drafts and versions."""
    return repr(editions).encode()
