"""How long steps tell how far they are: to a listener where a person waits, to the log where a scheduler runs them."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told (done, in all)."""
Listener = Callable[[str, int, int], None]
"""Told (step, done, in all)."""

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Let `listener` hear of every step in this process from now on."""
    _listeners.append(listener)


def reporter(step: str) -> Progress:
    """Make the function that a step calls as it goes on; without a listener, every tenth of the way is logged."""

    def report(done: int, total: int) -> None:
        for listener in _listeners:
            listener(step, done, total)
        if not _listeners and total and done * 10 // total != (done - 1) * 10 // total:
            log.info("%s: %d of %d", step, done, total)

    return report
