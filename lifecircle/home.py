"""Where things are below the home: one place that knows the tree."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lifecircle.home_format import note_format, require_known_format


class HomeInUseError(Exception):
    """Another run holds the home; the message names the home, the process and its machine."""


class DamagedHomeError(Exception):
    """Files of the home are missing or are not as they were written; the message names them and says what to do."""


_PATTERN_CHARACTERS = set("[]{}*?\\")
"""DuckDB and others take a path with these for a pattern of paths."""


class HomePathError(Exception):
    """The home's path cannot be used; the message says why."""


_held: dict[Path, int] = {}
"""The locks that this process holds: lock file -> descriptor."""


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: several machines may share a home, and the number of a process is one machine's alone."""

    process: int
    machine: str

    def __str__(self) -> str:
        return f"process {self.process} on {self.machine}"


@dataclass(frozen=True)
class Home:
    """The tree that lifecircle writes; every directory is made when first written to."""

    root: Path

    @property
    def archive(self) -> Path:
        """The originals by SHA-256, write-once."""
        return self.root / "archive"

    def archived(self, sha256: str) -> Path:
        """Where the original with this SHA-256 is, or would be."""
        return self.archive / sha256[:2] / sha256

    @property
    def landed(self) -> Path:
        """Typed rows: one folder a table, one Parquet file a batch."""
        return self.root / "landed"

    @property
    def data_docs(self) -> Path:
        """Great Expectations' pages on the last check: `index.html`."""
        return self.root / "data_docs"

    @property
    def builds(self) -> Path:
        """The warehouse files as dbt built them, numbered."""
        return self.root / "warehouse" / "builds"

    @property
    def latest_build(self) -> Path:
        """A link to the last build that passed its tests."""
        return self.root / "warehouse" / "latest.duckdb"

    @property
    def snapshot(self) -> Path:
        """The published read-only warehouse: what BI tools open."""
        return self.root / "warehouse" / "lifecircle.duckdb"

    @property
    def marts(self) -> Path:
        """The published marts as Parquet."""
        return self.root / "warehouse" / "marts"

    @property
    def published(self) -> Path:
        """The pages, a folder a quarter."""
        return self.root / "published"

    @property
    def publications(self) -> Path:
        """The register of published versions."""
        return self.root / "publications" / "versions.parquet"

    @property
    def outbox(self) -> Path:
        """Mails that wait, and below `sent/` those that the server has taken."""
        return self.root / "outbox"

    @property
    def settings(self) -> Path:
        """What the data team keeps by hand: `contacts.csv`."""
        return self.root / "settings"

    @property
    def notes(self) -> Path:
        """What was said to whom: a file a unit."""
        return self.root / "notes"

    @property
    def briefs(self) -> Path:
        """The monthly briefs, a folder a month: beside the quarters, so that whoever is served these reaches them."""
        return self.published / "briefs"

    @property
    def records(self) -> Path:
        """What was done to the home by hand or on a schedule, and why: backfills, inspections, backups."""
        return self.root / "records"

    @property
    def status(self) -> Path:
        """How the home stands, for a monitor (`workflows/status.py`)."""
        return self.root / "status" / "status.json"

    @property
    def receipts(self) -> Path:
        """What goes back: a folder a unit, in it a folder a submission; and what the data team has to chase."""
        return self.root / "receipts"

    @property
    def further(self) -> Path:
        """What else is wrong with files that were sent back, a file a submission; made again where it is lost."""
        return self.root / "further"

    @property
    def airflow(self) -> Path:
        """Airflow's own files when it runs in process."""
        return self.root / "airflow"

    @property
    def scheduler(self) -> Path:
        """Database, logs and login of the real scheduler on one's own machine."""
        return self.root / "scheduler"

    def require_plain_path(self) -> None:
        """Refuse a path that programs would take for a pattern, before anything is written below it.

        Raises:
            HomePathError: it holds one of `[ ] { } * ? \\`.
        """
        found = sorted(_PATTERN_CHARACTERS & set(str(self.root.absolute())))
        if found:
            raise HomePathError(f"a home cannot lie in a path with {' '.join(found)}: {self.root.absolute()}")

    @contextmanager
    def hold(self, name: str, wait_seconds: float = 0) -> Iterator[None]:
        """Hold the lock `name` of this home while the block runs; the system frees it if the process dies.

        Which file systems hold it between machines is in docs/several-machines.md.

        Args:
            name: what is held: `run`, `landing`, `warehouse`, `publication`, `receipts` or `backup`.
            wait_seconds: how long to wait for another holder before giving up.

        Raises:
            HomeFormatError: a newer program has written to this home.
            HomeInUseError: another process still holds it.
            HomePathError: the home's path cannot be used.
        """
        self.require_plain_path()
        require_known_format(self.root)
        path = self._lock_file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not _lock(descriptor, time.monotonic() + wait_seconds):
                holder = self.last_holder(name) or "a process that has not said its name yet"
                raise HomeInUseError(f"{self.root.resolve()} is in use by another run ({holder})")
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()} {socket.gethostname()}".encode(), 0)
            os.fsync(descriptor)  # so that another machine reads it too
            _held[path] = descriptor
            note_format(self.root)
            yield
        finally:
            if _held.get(path) == descriptor:
                del _held[path]
            os.close(descriptor)

    def require_held(self, name: str) -> None:
        """Refuse to let anything count under the lock `name` that this process has held and that was taken from it.

        The server of a network file system gives a machine's locks away once it has not heard of it for a while; cut
        off and not dead, the machine comes back to what it was doing.

        Raises:
            HomeInUseError: another process holds the lock by now.
            OSError: the server does not say.
        """
        descriptor = _held.get(self._lock_file(name))
        if descriptor is not None and not _lock(descriptor, time.monotonic()):
            raise HomeInUseError(f"{self.root.resolve()} was taken over by another run ({self.last_holder(name)})")

    def last_holder(self, name: str) -> Holder | None:
        """Who holds the lock `name`, if anyone does, else who held it last; None if that is not known."""
        path = self._lock_file(name)
        said = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        process, _, machine = said.partition(" ")
        # a release before this one wrote the process alone
        return Holder(int(process), machine or "this machine") if process.isdecimal() else None

    def _lock_file(self, name: str) -> Path:
        return self.root / "locks" / name


def _lock(descriptor: int, deadline: float) -> bool:
    """Whether the file is locked: no later than `deadline`, of the monotonic clock."""
    while True:
        try:
            # on NFS the kernel makes a lock of the whole file's bytes at the server of it: open to write, therefore
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.2)
        else:
            return True
