"""The one place where a snapshot is opened."""

from __future__ import annotations

import re

import duckdb

from lifecircle.home import Home
from lifecircle.home_format import require_known_format

_HOLDER = re.compile(r"[Ll]ock is held in (\S+?)(?: by.*?)? ?\(PID (\d+)\)")
"""How DuckDB names the program that has a file open."""


class NothingPublishedError(Exception):
    """Nothing has been published in this home yet; the message names it."""


class SnapshotUnusableError(NothingPublishedError):
    """The snapshot cannot be read: another program holds it, or it is damaged; the message says what to do."""


def open_snapshot(home: Home) -> duckdb.DuckDBPyConnection:
    """Open the published snapshot, to read, with moments in Shanghai.

    Raises:
        HomeFormatError: a newer program has written to this home.
        NothingPublishedError: the home has no snapshot.
        SnapshotUnusableError: it is held by a program that opened it to write, or damaged.
    """
    require_known_format(home.root)
    if not home.snapshot.exists():
        raise NothingPublishedError(
            f"no snapshot has been published yet (`lifecircle run` makes one): {home.snapshot} does not exist"
        )
    # the versioned name: by the link's, a second connection of this process could be given the old version
    try:
        marts = duckdb.connect(home.snapshot.resolve(), read_only=True)
    except (duckdb.Error, UnicodeDecodeError) as error:
        holder = _HOLDER.search(str(error))
        if holder:
            raise SnapshotUnusableError(
                f"process {holder[2]} ({holder[1]}) holds {home.snapshot} open to write: "
                "end it, and let it open the snapshot read-only"
            ) from error
        raise SnapshotUnusableError(f"{home.snapshot} is damaged: `lifecircle run` makes it anew") from error
    marts.execute("set TimeZone = 'Asia/Shanghai'")
    return marts
