"""What Airflow's REST API tells of DAGs, requests, runs and partitions."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from urllib.parse import quote

import pytest

from deploy.local_airflow import LocalAirflow
from lifecircle.home import Home


def await_dags(airflow: LocalAirflow, token: str, wanted: Collection[str]) -> None:
    """Wait until Airflow has read these DAGs, for some minutes."""
    deadline = time.monotonic() + 400
    while True:
        known = {dag["dag_id"] for dag in airflow.request("GET", "/api/v2/dags", token=token)["dags"]}
        if known.issuperset(wanted):
            return
        if time.monotonic() > deadline:
            errors = airflow.request("GET", "/api/v2/importErrors", token=token)["import_errors"]
            pytest.fail(f"no DAG {sorted(set(wanted) - known)}; import errors: {errors}")
        time.sleep(1)


def unanswered(airflow: LocalAirflow, token: str) -> list[Any]:
    """The requests for approval that wait for a person."""
    place = "/api/v2/dags/~/dagRuns/~/hitlDetails?response_received=false"
    return list(airflow.request("GET", place, token=token)["hitl_details"])


def partitions(airflow: LocalAirflow, token: str, run: str) -> list[tuple[str, str]]:
    """Which asset's partitions a run of month_close has made: (its name, partition)."""
    events = airflow.request(
        "GET", f"/api/v2/assets/events?source_dag_id=month_close&source_run_id={quote(run)}", token=token
    )
    return [(event["name"], event["partition_key"]) for event in events["asset_events"] if event["partition_key"]]


def told(airflow: LocalAirflow, token: str, run: str) -> Any:
    """What the API tells of a run of month_close."""
    return airflow.request("GET", f"/api/v2/dags/month_close/dagRuns/{quote(run)}", token=token)


def states(airflow: LocalAirflow, token: str) -> dict[str, set[str]]:
    """The states of all runs, by DAG."""
    found: dict[str, set[str]] = defaultdict(set)
    for run in airflow.request("GET", "/api/v2/dags/~/dagRuns?limit=100", token=token)["dag_runs"]:
        found[run["dag_id"]].add(run["state"])
    return dict(found)


def errors(home: Home) -> str:
    """What the tasks logged as errors, last of all what matters most."""
    logs = sorted((home.scheduler / "logs").glob("dag_id=*/**/*.log"), key=lambda path: path.stat().st_mtime)
    lines = [line for path in logs for line in path.read_text(encoding="utf-8").splitlines()]
    return "\n".join(line[:3000] for line in lines if '"level":"error"' in line)
