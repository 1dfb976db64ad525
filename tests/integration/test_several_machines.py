"""CeleryExecutor on Debian's PostgreSQL and Redis: two workers share a home, and are killed in the midst of work."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from deploy.local_airflow import LocalAirflow, airflow_on
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from simulation import simulate
from tests.building.districts import TOY_DISTRICT, district_of
from tests.building.marts import differences, read_marts
from tests.building.terminal import lifecircle
from tests.integration import debian_servers, runs
from workflows.inspection import inspect_home

# with the other kills in `make soak`: most of the time it waits for heartbeats to be missed, while another test works
pytestmark = [pytest.mark.integration, pytest.mark.soak, pytest.mark.long]

AS_OF = "2023-10-20T23:59:59+08:00"
DAGS = ("town_submissions", "department_records", "warehouse")
WORKERS = ("worker-1", "worker-2")
HEARTBEAT_SECONDS = 40
"""A machine that has been silent for so long is given up; 300 in production."""
PATIENCE_SECONDS = 1200


@dataclass(frozen=True)
class Outcome:
    """What was seen of the workers' lives."""

    too_late: list[str]
    """The work that had counted already when its worker was killed: the test has tried nothing then."""
    states: dict[str, set[str]]
    """DAG -> the states of its runs."""
    tries: dict[str, int]
    """Task -> how often it was tried, at most."""


# one test, not several of one fixture: `make soak` gives each test to whichever worker of pytest is free
@pytest.mark.skipif(debian_servers.missing() is not None, reason=debian_servers.missing() or "nothing is missing")
def test_a_worker_dies_in_a_landing_and_one_in_a_build_and_the_marts_are_those_of_an_unhindered_run(
    tmp_path: Path,
) -> None:
    inbox, home, unhindered = tmp_path / "inbox", Home(tmp_path / "home"), Home(tmp_path / "unhindered")
    with district_of(TOY_DISTRICT):
        simulate(inbox, "2023-06", "2023-10", mess="light")
    outcome = _live_through_two_deaths(home, inbox)
    assert outcome.too_late == []
    assert outcome.states == {dag: {"success"} for dag in DAGS}
    assert outcome.tries["land_files"] > 1
    assert outcome.tries["build"] > 1
    arguments = ("run", "--inbox", inbox, "--home", unhindered.root, "--as-of", AS_OF)
    done = lifecircle(*arguments, LIFECIRCLE_REFERENCE=TOY_DISTRICT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert differences(read_marts(home.snapshot), read_marts(unhindered.snapshot)) == []
    assert inspect_home(home, whole_bytes=True) == []


def _live_through_two_deaths(home: Home, inbox: Path) -> Outcome:
    """Let two workers take the inbox to the marts; kill one in a landing and, both up again, one in a build."""
    too_late = []
    with (
        debian_servers.postgresql() as database,
        debian_servers.redis() as broker,
        airflow_on(database, home.scheduler, PROJECT / "dags", _settings(home, inbox, database, broker)) as airflow,
    ):
        for name in WORKERS:
            _start_worker(airflow, name)
        token = airflow.token()
        runs.await_dags(airflow, token, DAGS)
        for dag in DAGS:
            # the timetable makes up for its last run
            airflow.request("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False}, token)
        dead = _kill_in(airflow, home, "landing", has_begun=lambda: any(home.archive.glob("*/*")))
        too_late += ["landing"] * any(home.landed.glob("seals/*"))
        _await(lambda: any(home.landed.glob("seals/*")))
        _start_worker(airflow, dead)
        unfinished = home.builds / "unfinished" / "lifecircle.duckdb"
        _kill_in(airflow, home, "warehouse", has_begun=unfinished.exists)
        too_late += ["build"] * home.latest_build.exists()
        _await(lambda: _is_over(airflow, token))
        return Outcome(too_late, runs.states(airflow, token), _tries(airflow, token))


def _settings(home: Home, inbox: Path, database: str, broker: str) -> Mapping[str, str]:
    return {
        "LIFECIRCLE_HOME": str(home.root),
        "LIFECIRCLE_INBOX": str(inbox),
        "LIFECIRCLE_REFERENCE": str(TOY_DISTRICT),
        "LIFECIRCLE_AS_OF": AS_OF,
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CELERY__BROKER_URL": broker,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{database}",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
        # what a dead worker was doing takes places until it is given up
        "AIRFLOW__CORE__PARALLELISM": "4",
        # the tasks that are to be killed, and none else
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        # as in production, but sooner, and more often: a loaded machine misses heartbeats by itself
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(HEARTBEAT_SECONDS),
        "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "5",
        "AIRFLOW__CORE__DEFAULT_TASK_RETRIES": "5",
    }


def _start_worker(airflow: LocalAirflow, name: str) -> None:
    """Start a worker, again perhaps: the file with the number of the process that was killed is in nobody's way."""
    numbers = airflow.root / f"{name}.pid"
    numbers.unlink(missing_ok=True)
    airflow.start(name, "celery", "worker", "--celery-hostname", name, "--pid", str(numbers), "--skip-serve-logs")


def _kill_in(airflow: LocalAirflow, home: Home, lock: str, has_begun: Callable[[], bool]) -> str:
    """Kill the worker that holds the lock, once its work has begun, with all its processes, as a machine dies.

    Returns:
        The worker's name.
    """
    _await(lambda: has_begun() and _worker_of(airflow, home, lock) is not None)
    name = _worker_of(airflow, home, lock)
    assert name is not None, f"the work under {lock} was over too soon"
    machine = psutil.Process(airflow.processes[name].pid)
    # stopped first, and looked at again: none makes another meanwhile
    for act in (psutil.Process.suspend, psutil.Process.suspend, psutil.Process.kill):
        for process in [machine, *machine.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                act(process)
    airflow.processes[name].wait()
    return name


def _worker_of(airflow: LocalAirflow, home: Home, lock: str) -> str | None:
    """The worker of which the lock's holder is a descendant; None if none holds it."""
    holder = home.last_holder(lock)
    try:
        over = {parent.pid for parent in psutil.Process(holder.process).parents()} if holder else set()
    except psutil.NoSuchProcess:
        return None
    return next((name for name in WORKERS if airflow.processes[name].pid in over), None)


def _is_over(airflow: LocalAirflow, token: str) -> bool:
    """Whether every DAG has run and nothing is under way, nor five seconds later."""
    for _ in range(2):
        states = runs.states(airflow, token)
        if states.keys() < set(DAGS) or {"queued", "running"} & set().union(*states.values()):
            return False
        time.sleep(5)
    return True


def _tries(airflow: LocalAirflow, token: str) -> dict[str, int]:
    tries: dict[str, int] = defaultdict(int)
    place = "/api/v2/dags/~/dagRuns/~/taskInstances?limit=100"
    for task in airflow.request("GET", place, token=token)["task_instances"]:
        tries[task["task_id"]] = max(tries[task["task_id"]], task["try_number"])
    return dict(tries)


def _await(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited for {PATIENCE_SECONDS} s in vain"
        time.sleep(0.05)
