"""What Airflow is asked, through the proxy: to land, what runs, what waits for a person, and the person's answer."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any
from urllib.parse import quote

from tests.compose.installation import Installation, wait_for

INTAKE = ("town_submissions", "department_records")
RUN_BY_ASSETS = ("warehouse", "quarterly_scorecards", "restatement")
_PATIENCE_SECONDS = 900
_READING_SECONDS = 20
"""A person takes longer to answer; whoever answers before Airflow has noted that the task waits makes it fail."""


def await_dags(site: Installation) -> None:
    """Wait until the DAG files have been read."""
    wanted = {*INTAKE, *RUN_BY_ASSETS}
    wait_for(
        lambda: wanted <= {dag["dag_id"] for dag in site.airflow("GET", "/api/v2/dags")["dags"]},
        _PATIENCE_SECONDS,
        "the DAGs",
    )


def land(site: Installation) -> None:
    """Ask for both landings, as a person does in the UI."""
    for dag in INTAKE:
        site.airflow("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None})


def await_running(site: Installation, dag: str, task: str) -> None:
    """Wait until a task is at work."""
    place = f"/api/v2/dags/{dag}/dagRuns/~/taskInstances?state=running"
    wait_for(
        lambda: task in {each["task_id"] for each in site.airflow("GET", place)["task_instances"]},
        _PATIENCE_SECONDS,
        f"{dag}.{task} to run",
    )


def await_quiet(site: Installation) -> None:
    """Wait until nothing has been under way for ten seconds but what waits for a person."""
    quiet_since = time.monotonic()

    def quiet() -> bool:
        nonlocal quiet_since
        if _under_way(site):
            quiet_since = time.monotonic()
        return time.monotonic() - quiet_since > 10

    wait_for(quiet, _PATIENCE_SECONDS, "all runs to end")


def states(site: Installation) -> dict[str, set[str]]:
    """The states of all runs, by DAG."""
    found: dict[str, set[str]] = defaultdict(set)
    for run in _runs(site):
        found[run["dag_id"]].add(run["state"])
    return dict(found)


def requests(site: Installation, answered: bool) -> list[Any]:
    """The requests for approval that a person has answered, or has yet to answer."""
    place = f"/api/v2/dags/~/dagRuns/~/hitlDetails?response_received={str(answered).lower()}"
    return list(site.airflow("GET", place)["hitl_details"])


def approve(site: Installation, request: Any) -> None:
    """Answer a request as a person who has read it."""
    time.sleep(_READING_SECONDS)
    task = request["task_instance"]
    place = f"/api/v2/dags/{task['dag_id']}/dagRuns/{quote(task['dag_run_id'])}/taskInstances/{task['task_id']}"
    answer = {"chosen_options": ["批准"], "params_input": {}}
    site.airflow("PATCH", f"{place}/{task['map_index']}/hitlDetails", answer)


def _under_way(site: Installation) -> bool:
    waiting = {request["task_instance"]["dag_run_id"] for request in requests(site, answered=False)}
    active = [run for run in _runs(site) if run["state"] in {"queued", "running"}]
    return any(run["dag_run_id"] not in waiting for run in active)


def _runs(site: Installation) -> list[Any]:
    return list(site.airflow("GET", "/api/v2/dags/~/dagRuns?limit=100")["dag_runs"])
