"""How a home stands: looked up once, for people by `lifecircle status`, for a monitor as `home/status/status.json`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import version

from lifecircle.calendar import now
from lifecircle.home import Home
from lifecircle.home_format import require_known_format
from lifecircle.writing import whole
from workflows.inspection import inspect_home
from workflows.status_problems import find_problems
from workflows.status_report import HomeStatus
from workflows.status_state import read_state

VALID_FOR = timedelta(minutes=40)
"""Two quarters of an hour, and ten minutes for a busy machine."""
_READABLE = 0o644
"""By the proxy, which is another user."""


def write_status(home: Home, moment: datetime) -> HomeStatus:
    """Write how a home stands, whole, for the proxy to serve.

    Args:
        home: in any condition, also empty.
        moment: what everything stands on.

    Raises:
        HomeFormatError: a newer program has written to this home.
        OSError: it cannot be written, because the disk is full perhaps; the file that is there grows old.
    """
    require_known_format(home.root)
    status = read_status(home, moment, inspect_home(home, whole_bytes=False))
    with whole(home.status) as unfinished:
        unfinished.write_text(status.model_dump_json(indent=1) + "\n", encoding="utf-8")
        unfinished.chmod(_READABLE)
    return status


def read_status(home: Home, moment: datetime, damaged: Sequence[str]) -> HomeStatus:
    """Look up how a home stands.

    Args:
        home: in any condition, also empty.
        moment: what everything stands on.
        damaged: what `inspect_home` has just said of it.

    Raises:
        HomeFormatError: a newer program has written to this home.
    """
    require_known_format(home.root)
    # the machine's own clock: a monitor asks whether this machine is at work, also where a past year is run through
    written_at = now()
    valid_until = written_at + VALID_FOR
    state = read_state(home, moment, damaged)
    problems = tuple(find_problems(home, state, written_at))
    return HomeStatus(
        version=version("lifecircle"),
        written_at=written_at,
        valid_until=valid_until,
        valid_until_unix=int(valid_until.timestamp()),
        ok=not problems,
        problems=problems,
        state=state,
    )


def in_words(status: HomeStatus) -> str:
    """What has to be looked at, in one line of Chinese."""
    return "；".join(problem.message for problem in status.problems) or "正常"
