"""A Docker engine to try docker-compose.yml on: the one that answers here, else one of its own while it is needed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lifecircle.settings import PROJECT

_USUAL = "unix:///var/run/docker.sock"
_START_SECONDS = 120
_CLIENTS = ("docker", "/usr/bin/docker")
"""Debian's own has BuildKit in it; others need a plugin for it, which is not everywhere."""


@dataclass(frozen=True)
class Engine:
    """An engine that answers."""

    host: str

    @property
    def environment(self) -> dict[str, str]:
        """What a client is told."""
        return {"DOCKER_HOST": self.host, "DOCKER_BUILDKIT": "1"}

    def docker(self, *arguments: str | Path, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """Call the client; the caller looks at exit code and output, which has both streams."""
        return subprocess.run(
            [_client(), *arguments],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | self.environment,
            check=False,
        )

    def must(self, *arguments: str | Path, given: bytes | None = None) -> str:
        """Call the client and return what it says.

        Raises:
            RuntimeError: it failed; the message is its output.
        """
        done = self.docker(*arguments, given=given)
        if done.returncode:
            raise RuntimeError(f"docker {' '.join(map(str, arguments))}:\n{done.stdout.decode()[-5000:]}")
        return done.stdout.decode()


def why_not() -> str | None:
    """Tell in one line why there can be no engine here; where there can be, what one needs is installed."""
    if _answers(_given_host()):
        return None if _client() else "the Docker client here cannot build with BuildKit"
    if sys.platform != "linux":
        return "no Docker engine answers, and one can be started on Linux only"
    if os.geteuid() != 0:
        return "no Docker engine answers to this user, and only root may start one"
    installed = subprocess.run([PROJECT / "deploy" / "system-packages", "docker.io", "iptables"], check=False)
    return None if installed.returncode == 0 else "no Docker engine answers, and none could be installed"


@contextmanager
def engine() -> Iterator[Engine]:
    """Take the engine that answers; else run one, with data, socket and pid file of its own, of which nothing stays."""
    if _answers(_given_host()):
        yield Engine(_given_host())
        return
    folder = Path(tempfile.mkdtemp(prefix="lifecircle-engine-", dir="/var/tmp"))
    host, pid_file = f"unix://{folder}/docker.sock", folder / "docker.pid"
    places: list[str | Path] = [
        "--data-root",
        folder / "data",
        "--exec-root",
        folder / "run",
        "--pidfile",
        pid_file,
        "--host",
        host,
    ]
    with (folder / "log").open("wb") as log:
        daemon = subprocess.Popen(["dockerd", *places], stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(host):
            if daemon.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"dockerd did not start:\n{(folder / 'log').read_text()[-3000:]}")
            time.sleep(0.5)
        yield Engine(host)
    finally:
        if pid_file.exists():
            os.kill(int(pid_file.read_text()), signal.SIGTERM)
        daemon.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _given_host() -> str:
    return os.environ.get("DOCKER_HOST") or _USUAL


def _answers(host: str) -> bool:
    client = shutil.which("docker")
    return bool(client) and _succeeds([str(client), "--host", host, "version"])


def _client() -> str:
    """A client that builds with BuildKit; none is an empty name."""
    for name in _CLIENTS:
        client = shutil.which(name)
        if client and _says([client, "build", "--help"], "--secret"):
            return client
    return ""


def _says(command: list[str], text: str) -> bool:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"DOCKER_BUILDKIT": "1"}
    )
    return text in done.stdout


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    if reason := why_not():
        sys.exit(f"lifecircle: docker-compose.yml is not tried here: {reason}")
