"""docker-compose.yml in a fresh copy of this checkout, as whoever installs it would have it, spoken to from outside."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from lifecircle.settings import PROJECT
from tests.compose.engine import Engine
from tests.compose.images import build, registry_within_reach

COMPOSE = Path(sys.executable).with_name("docker-compose")
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_ROOT_OF_PROXY = "/data/caddy/pki/authorities/local/root.crt"


@dataclass(frozen=True)
class Answer:
    """What the proxy answered."""

    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Installation:
    """One installation by docker-compose.yml, with pages and Airflow behind TLS by the proxy's own authority."""

    folder: Path
    engine: Engine
    project: str
    pages_port: int
    airflow_port: int
    tokens: list[str] = field(default_factory=list)

    def compose(self, *arguments: str | Path, given: bytes | None = None) -> str:
        """Call Compose, with `given` as its input, and return what it says.

        Raises:
            RuntimeError: it failed; the message is its output with the containers' last lines.
        """
        done = self._call(*arguments, given=given)
        if done.returncode:
            logs = self._call("logs", "--tail", "40").stdout.decode()
            said = done.stdout.decode()
            raise RuntimeError(f"compose {' '.join(map(str, arguments))}:\n{said[-3000:]}\n{logs[-20_000:]}")
        return done.stdout.decode()

    def config(self, *arguments: str) -> dict[str, Any]:
        """What Compose makes of the file and its settings."""
        read: dict[str, Any] = json.loads(self.compose(*arguments, "config", "--format", "json"))
        return read

    def up(self) -> None:
        """Start everything and wait until all of it is healthy."""
        self.compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "900")

    def container(self, service: str) -> dict[str, Any]:
        """What the engine knows of a service's container."""
        name = self.compose("ps", "--all", "--quiet", service).strip()
        (found,) = json.loads(self.engine.must("inspect", name))
        return dict(found)

    def crash(self, service: str) -> None:
        """Kill a service's first process as the kernel would, and wait until it has been started again."""
        before = self.container(service)
        # from beside it: within a container nobody can kill the first process
        image = self.config()["services"]["scheduler"]["image"]
        pid = str(before["State"]["Pid"])
        self.engine.must("run", "--rm", "--pid=host", "--user=0", "--entrypoint=sh", image, "-c", f"kill -KILL {pid}")
        wait_for(lambda: self.container(service)["RestartCount"] > before["RestartCount"], 120, f"a new {service}")

    def page(self, path: str) -> Answer:
        """Get one of the pages that are open to all, or the refusal."""
        return self._ask(f"https://localhost:{self.pages_port}{path}")

    def take_certificate(self) -> None:
        """Let a certificate of the site's own take the place of the proxy's authority, from the next start on."""
        certificate, key = self.folder / "secrets" / "site.crt", self.folder / "secrets" / "site.key"
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        new = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        command: list[str | Path] = ["openssl", "req", *new, *subject, "-keyout", key, "-out", certificate]
        subprocess.run(command, capture_output=True, check=True)
        # the container's user reads it; the folder is closed to others
        key.chmod(0o444)
        certificate.chmod(0o444)
        files = {"LIFECIRCLE_TLS_CERTIFICATE": str(certificate), "LIFECIRCLE_TLS_KEY": str(key)}
        _add_settings(self.folder / ".env", {"LIFECIRCLE_TLS": "files"} | files)
        shutil.copy2(certificate, self.folder / "root.crt")

    def airflow(self, method: Literal["GET", "POST", "PATCH"], path: str, body: Any = None) -> Any:
        """Call Airflow's REST API through the proxy, logged in as its administrator.

        Raises:
            RuntimeError: it refused, or does not answer.
        """
        if not self.tokens:
            password = (self.folder / "secrets" / "airflow_admin_password").read_text(encoding="utf-8").strip()
            login = self._ask(self._airflow_url("/auth/token"), "POST", {"username": "admin", "password": password})
            self.tokens.append(json.loads(login.body)["access_token"])
        answer = self._ask(self._airflow_url(path), method, body, {"Authorization": f"Bearer {self.tokens[0]}"})
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.body[:1000].decode()}")
        return json.loads(answer.body)

    def airflow_page(self, path: str) -> Answer:
        """Get one of Airflow's own addresses without having logged in."""
        return self._ask(self._airflow_url(path))

    def _airflow_url(self, path: str) -> str:
        return f"https://localhost:{self.airflow_port}{path}"

    def _ask(self, url: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        root = self.folder / "root.crt"
        if not root.exists():
            self.compose("cp", f"proxy:{_ROOT_OF_PROXY}", root)
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            url, data, {"Content-Type": "application/json", **(headers or {})}, method=method
        )
        handlers = (
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(root))),
        )
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=300) as said:
                return Answer(said.status, said.read(), dict(said.headers))
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, refusal.read(), dict(refusal.headers))

    def _call(self, *arguments: str | Path, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [COMPOSE, "--project-name", self.project, "--progress", "quiet", *arguments],
            cwd=self.folder,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder)} | self.engine.environment,
            check=False,
        )


@contextmanager
def installed(
    engine: Engine, folder: Path, settings: Mapping[str, str], airflow: Mapping[str, str]
) -> Iterator[Installation]:
    """Install from a copy of this checkout, by the steps of docker-compose.yml's first lines; remove all at the end.

    Args:
        engine: where it runs.
        folder: for the copy; must not be there yet.
        settings: lines of `.env` besides those that the surroundings ask for.
        airflow: settings of Airflow that differ from those of production.
    """
    _copy_checkout(folder)
    subprocess.run([folder / "deploy" / "prepare-host"], check=True, stdout=subprocess.DEVNULL)
    site = Installation(folder, engine, f"lifecircle-try-{os.getpid()}", _free_port(), _free_port())
    lines = {
        "LIFECIRCLE_TLS": "internal",
        "LIFECIRCLE_SITE": "localhost",
        "LIFECIRCLE_PAGES_PORT": str(site.pages_port),
        "LIFECIRCLE_AIRFLOW_URL": f"https://localhost:{site.airflow_port}",
        "AIRFLOW_PORT": str(site.airflow_port),
        "PACKAGE_INDEX": os.environ.get("PIP_INDEX_URL", ""),
        "BUILD_CA_CERTIFICATES": str(_CERTIFICATES) if _CERTIFICATES.exists() else "",
    } | dict(settings)
    _add_settings(folder / ".env", lines)
    _add_settings(folder / "deploy" / "airflow-compose.env", airflow)
    registry = registry_within_reach(engine, site.config("--profile", "celery")["services"])
    if registry:
        _add_settings(folder / ".env", {"LIFECIRCLE_REGISTRY": registry})
    build(engine, site.config())
    try:
        yield site
    finally:
        site.compose("--profile", "celery", "down", "--volumes", "--remove-orphans", "--timeout", "10")


def wait_for(is_so: Callable[[], Any], seconds: float, what: str) -> None:
    """Wait until something is so; an error of the network or of the API is taken for not yet.

    Raises:
        TimeoutError: it has not come about; the message says what, and the last error.
    """
    deadline = time.monotonic() + seconds
    error: Exception | None = None
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except (OSError, RuntimeError, ValueError) as not_yet:
            error = not_yet
        time.sleep(2)
    raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}; last error: {error}")


def _copy_checkout(folder: Path) -> None:
    """Copy what git has or would take: what a fresh clone of the work as it stands would be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)


def _add_settings(file: Path, settings: Mapping[str, str]) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{name}={value}\n" for name, value in settings.items())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
