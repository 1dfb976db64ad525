"""The real scheduler on one's own home and inbox, in the background: `make up` and `make down`."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from deploy.airflow_environment import USER
from deploy.local_airflow import AirflowStartError, LocalAirflow, local_airflow, stop_orphaned_database
from lifecircle.home import Holder, Home, HomeInUseError
from lifecircle.settings import PROJECT, Settings

logger = logging.getLogger(__name__)

_LOCK = "scheduler"
_DOWN_SECONDS = 60


def main(arguments: list[str] | None = None) -> int:
    """Run the command `up`, `down` or (in the background, by `up`) `serve`; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m deploy.up_and_down")
    parser.add_argument("command", choices=["up", "down", "serve"])
    parser.add_argument("--port", type=int, default=8080, help="where Airflow answers on 127.0.0.1")
    chosen = parser.parse_args(arguments)
    settings = Settings()
    if chosen.command == "down":
        return down(settings)
    return up(settings, chosen.port) if chosen.command == "up" else serve(settings, chosen.port)


def up(settings: Settings, port: int) -> int:
    """Start `serve` in the background and follow its log until it is ready or has failed."""
    home = Home(settings.home.resolve())
    ready = _ready_file(home)
    if home.scheduler.exists() and _holder(home):
        print(
            ready.read_text() if _is_written(ready) else f"A scheduler is starting or stopping on {home.root}\n", end=""
        )
        return 0
    if not _is_free(port):
        print(f"Port {port} of 127.0.0.1 is taken; choose another: make up PORT={port + 1}", file=sys.stderr)
        return 1
    home.scheduler.mkdir(parents=True, exist_ok=True)
    ready.unlink(missing_ok=True)
    log = home.scheduler / "serve.log"
    command = [sys.executable, "-m", "deploy.up_and_down", "serve", "--port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    with log.open(encoding="utf-8") as lines:
        while server.poll() is None and not _is_written(ready):
            print(lines.read(), end="", flush=True)
            time.sleep(0.3)
        print(lines.read(), end="")
    if not _is_written(ready):
        return 1
    print(ready.read_text(), end="")
    return 0


def down(settings: Settings) -> int:
    """Stop what `up` started and wait for its end."""
    home = Home(settings.home.resolve())
    holder = _holder(home) if home.scheduler.exists() else None
    if holder is None:
        orphaned = stop_orphaned_database(home.scheduler)
        print(f"No scheduler runs on {home.root}" + ("; its database, left by a crash, has been stopped" * orphaned))
        return 0
    if holder.machine != socket.gethostname():
        print(f"The scheduler on {home.root} is {holder}: stop it there", file=sys.stderr)
        return 1
    os.kill(holder.process, signal.SIGTERM)
    try:
        with home.hold(_LOCK, wait_seconds=_DOWN_SECONDS):
            print(f"The scheduler on {home.root} has stopped")
    except HomeInUseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def serve(settings: Settings, port: int) -> int:
    """Run Airflow until told to stop (SIGTERM) or until one of its servers ends."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stdout)
    signal.signal(signal.SIGTERM, _leave)
    home = Home(settings.home.resolve())
    try:
        with (
            home.hold(_LOCK),
            local_airflow(home.scheduler, PROJECT / "dags", tasks_environment(settings, port), port) as airflow,
        ):
            _ready_file(home).touch(mode=0o600)
            _ready_file(home).write_text(_welcome(airflow, settings))
            while not (ended := [name for name, process in airflow.processes.items() if process.poll() is not None]):
                time.sleep(1)
            logger.error("ended by itself: %s; see %s", ", ".join(ended), home.scheduler / "logs")
    except (AirflowStartError, HomeInUseError) as error:
        logger.error("%s", error)
    finally:
        _ready_file(home).unlink(missing_ok=True)
    return 1


def tasks_environment(settings: Settings, port: int) -> dict[str, str]:
    """What Airflow's tasks are told of the settings and of the port on which its pages answer."""
    places = {
        "LIFECIRCLE_HOME": settings.home,
        "LIFECIRCLE_INBOX": settings.inbox,
        "LIFECIRCLE_REFERENCE": settings.reference,
    } | ({"LIFECIRCLE_BACKUP": settings.backup} if settings.backup else {})
    environment = {name: str(place.resolve()) for name, place in places.items()}
    environment["AIRFLOW__CORE__DEFAULT_TASK_RETRIES"] = "2"
    if "airflow_url" not in settings.model_fields_set:
        # a failure mail names the page to open, and that is where this one answers
        environment["LIFECIRCLE_AIRFLOW_URL"] = f"http://127.0.0.1:{port}"
    # every task reads the clock in `.env` anew, so that a past year can be run through without a restart; a
    # LIFECIRCLE_AS_OF of the environment is inherited, and wins
    return environment


def _welcome(airflow: LocalAirflow, settings: Settings) -> str:
    return (
        f"Airflow   {airflow.url}  (user {USER}, password {airflow.password})\n"
        f"inbox     {settings.inbox.resolve()}\n"
        f"home      {settings.home.resolve()}\n"
        "stop      make down\n"
    )


def _ready_file(home: Home) -> Path:
    return home.scheduler / "ready"


def _is_written(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _holder(home: Home) -> Holder | None:
    """Who serves this home; None if nobody does."""
    try:
        with home.hold(_LOCK):
            return None
    except HomeInUseError:
        return home.last_holder(_LOCK)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _leave(_signal: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main())
