"""The one place where a snapshot is opened."""

from __future__ import annotations

import duckdb

from lifecircle.home import Home


class NothingPublishedError(Exception):
    """Nothing has been published in this home yet; the message names it."""


def open_snapshot(home: Home) -> duckdb.DuckDBPyConnection:
    """Open the published snapshot, to read, with moments in Shanghai.

    Raises:
        NothingPublishedError: the home has no snapshot.
    """
    if not home.snapshot.exists():
        raise NothingPublishedError(
            f"no snapshot has been published yet (`lifecircle run` makes one): {home.snapshot} does not exist"
        )
    # the versioned name: by the link's, a second connection of this process could be given the old version
    marts = duckdb.connect(home.snapshot.resolve(), read_only=True)
    marts.execute("set TimeZone = 'Asia/Shanghai'")
    return marts
