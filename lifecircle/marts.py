"""The published snapshot as pages, workbooks and PDFs read it."""

from __future__ import annotations

import duckdb

from lifecircle.home import Home


class NothingPublishedError(Exception):
    """Nothing has been published in this home yet; the message names it."""


def open_snapshot(home: Home) -> duckdb.DuckDBPyConnection:
    """Open the published snapshot, to read.

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    if not home.snapshot.exists():
        raise NothingPublishedError(f"no snapshot has been published yet: {home.snapshot} does not exist")
    # the versioned name: by the link's, a second connection of this process could be given the old version
    return duckdb.connect(home.snapshot.resolve(), read_only=True)
