"""Debian's PostgreSQL and Redis, each in a folder of its own, by a user without rights, while a test runs."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local_airflow import free_port

_START_SECONDS = 60
_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def missing() -> str | None:
    """Say in one line what this system lacks, and how to get it; None if nothing."""
    wanted = {"postgresql": bool(_PROGRAMS), "redis-server": shutil.which("redis-server") is not None}
    lacks = " ".join(package for package, is_there in wanted.items() if not is_there)
    return f"this system lacks: {lacks}; please run: deploy/system-packages {lacks}" if lacks else None


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL that listens on a socket of its folder alone; SQLAlchemy's address of it."""
    with _folder_of("postgres") as folder:
        programs, data = _PROGRAMS[-1], str(folder / "data")
        make = [str(programs / "initdb"), "--auth=trust", "--username=airflow", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run([*_as_user("postgres"), *make, "--no-sync", data], check=True, capture_output=True)
        serve = [str(programs / "postgres"), "-D", data, "-k", str(folder), "-c", "listen_addresses=", "-F"]
        is_up = [str(programs / "pg_isready"), "--quiet", f"--host={folder}"]
        with _server("postgres", serve, lambda: subprocess.run(is_up, check=False).returncode == 0):
            yield f"postgresql+psycopg2://airflow@/postgres?host={folder}"


@contextmanager
def redis() -> Iterator[str]:
    """Run a Redis that keeps nothing and listens on 127.0.0.1; Celery's address of it."""
    port = free_port()
    serve = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    is_up = ["redis-cli", "-p", str(port), "ping"]
    with (
        _folder_of("redis") as folder,
        _server("redis", [*serve, "--dir", str(folder)], lambda: b"PONG" in _said_by(is_up)),
    ):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def _server(user: str, command: list[str], is_up: Callable[[], bool]) -> Iterator[None]:
    process = subprocess.Popen([*_as_user(user), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not is_up():
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            assert time.monotonic() < deadline, f"{command[0]} does not answer"
            time.sleep(0.2)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


@contextmanager
def _folder_of(user: str) -> Iterator[Path]:
    """A folder that only this user enters; PostgreSQL's socket needs a short path."""
    folder = Path(tempfile.mkdtemp(prefix=f"lifecircle-{user}-", dir="/tmp"))
    if os.geteuid() == 0:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _as_user(user: str) -> list[str]:
    """What lets a program end with its parent and, where that is root, run as the user that its package has made."""
    dropped = ["--reuid", user, "--regid", user, "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig", "INT", *dropped]


def _said_by(command: list[str]) -> bytes:
    return subprocess.run(command, check=False, capture_output=True).stdout
