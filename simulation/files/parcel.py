"""A file on its way into the inbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Parcel:
    """A file, how to write it, and what was done to it on purpose."""

    path: str
    """Where it goes below the inbox, with slashes."""
    received_at: datetime
    write: Callable[[Path], None] | None
    """Writes it; None where it is a copy."""
    form_name: str | None = None
    """None where it is on no form."""
    copy_of: str | None = None
    """The path of the parcel whose very bytes are sent again."""
    is_submission: bool = True
    """Not so what programs leave lying: the register does not list it."""
    is_registered: bool = True
    """Whether whoever keeps the register did not forget it: one that it does not list counts by its own time."""
    faults: tuple[str, ...] = ()
    """Codes of the findings that it should earn, once for each fault; beside what the district does wrong by itself."""
