"""The DAGs under Airflow's real scheduler, on an embedded PostgreSQL: what `dag.test()` cannot show."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from deploy.airflow_environment import USER
from deploy.local_airflow import LocalAirflow, local_airflow
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from simulation import simulate
from tests.integration.metrics_receiver import Received, metrics_receiver
from workflows.status_report import HomeStatus

pytestmark = [pytest.mark.integration, pytest.mark.long]

INTAKE = ("town_submissions", "department_records")
BY_CALENDAR = ("month_close", "reporting_reminders", "prefilled_forms", "housekeeping")
"""What the scheduler makes up for when it is first started; all but the last leave a set clock alone."""
RUN_BY_ASSETS = ("warehouse", "quarterly_scorecards", "restatement", "home_status")
PATIENCE_SECONDS = 1500
READING_SECONDS = 20
"""A person takes longer to answer; whoever answers before Airflow has noted that the task waits makes it fail."""


@dataclass(frozen=True)
class Outcome:
    """What was seen of one life of the scheduler, from start to stop."""

    unhealthy: list[str]
    states: dict[str, set[str]]
    requests: list[str]
    drafts_when_asked: list[str]
    errors: str
    left_running: list[str]
    received: Received


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("scheduled") / "home")


@pytest.fixture(scope="module")
def outcome(home: Home) -> Outcome:
    """Let the scheduler take four months of a made district, of which one quarter is due; then stop it."""
    inbox = home.root.parent / "inbox"
    simulate(inbox, "2023-06", "2023-09")
    settings = {
        "LIFECIRCLE_HOME": str(home.root),
        "LIFECIRCLE_INBOX": str(inbox),
        "LIFECIRCLE_AS_OF": "2023-10-10T23:59:59+08:00",
        # as often as in production, but sooner
        "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "5",
    }
    with (
        metrics_receiver() as received,
        local_airflow(home.scheduler, PROJECT / "dags", settings | _metrics_to(received.url)) as airflow,
    ):
        unhealthy = airflow.unhealthy()
        token = airflow.token()
        _await_dags(airflow, token)
        for dag in INTAKE:
            airflow.request("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None}, token)
        requests, drafts, states = _approve_until_quiet(airflow, token, home)
    left = [name for name, process in airflow.processes.items() if process.poll() is None]
    if (home.scheduler / "postgres" / "postmaster.pid").exists():
        left.append("postgres")
    return Outcome(unhealthy, states, requests, drafts, _errors(home), left, received)


def test_a_started_airflow_is_healthy_in_all_its_parts(outcome: Outcome) -> None:
    assert outcome.unhealthy == []


def test_what_was_landed_runs_on_by_assets_alone(outcome: Outcome) -> None:
    states = {dag: found for dag, found in outcome.states.items() if dag not in BY_CALENDAR}
    assert states == {dag: {"success"} for dag in (*INTAKE, *RUN_BY_ASSETS)}, outcome.errors


def test_what_the_calendar_starts_ends_well(outcome: Outcome) -> None:
    for dag in BY_CALENDAR:
        assert outcome.states.get(dag, {"success"}) == {"success"}, outcome.errors


@pytest.mark.usefixtures("outcome")
def test_the_snapshot_holds_what_towns_and_departments_sent(home: Home) -> None:
    with duckdb.connect(str(home.snapshot.resolve()), read_only=True) as warehouse:
        forms = warehouse.sql("select distinct form from marts.fct_submission").fetchall()
        quarters = warehouse.sql("select distinct quarter from marts.scorecard_town").fetchall()

    assert {("monthly_report",), ("facility_ledger",)} <= set(forms)
    assert quarters == [("2023Q3",)]


def test_a_person_is_asked_to_approve_the_due_quarters_draft(outcome: Outcome) -> None:
    assert outcome.requests == ["2023年第三季度评分卡发布"]
    assert outcome.drafts_when_asked == ["draft"]


@pytest.mark.usefixtures("outcome")
def test_once_approved_it_is_published_in_the_approvers_name(home: Home) -> None:
    assert [path.name for path in (home.published / "2023Q3").iterdir()] == ["v1"]
    assert (home.published / "2023Q3" / "v1" / "index.html").is_file()
    with duckdb.connect(str(home.snapshot.resolve()), read_only=True) as warehouse:
        published = warehouse.sql("select quarter, version, approved_by from marts.publication").fetchall()
    assert published == [("2023Q3", 1, USER)]


def test_a_collector_is_sent_what_became_of_every_run_and_task(outcome: Outcome) -> None:
    received = outcome.received
    assert received.services == {"lifecircle-airflow"}
    for metric in ("airflow.ti.finish", "airflow.dagrun.duration.success"):
        told = {attributes.get("dag_id") for attributes in received.metrics.get(metric, [])}
        assert {*INTAKE, *RUN_BY_ASSETS} <= told, f"{metric} of {told}; there are {sorted(received.metrics)}"


@pytest.mark.usefixtures("outcome")
def test_a_monitor_reads_what_was_done(home: Home) -> None:
    status = HomeStatus.model_validate_json(home.status.read_bytes())
    assert {problem.code for problem in status.problems} <= {"no_backup", "clock_set", "month_late", "disk_low"}
    assert status.state.snapshot
    assert status.state.approvals
    assert status.state.snapshot.as_of.isoformat() == "2023-10-10T23:59:59+08:00"


def test_nothing_runs_once_it_was_stopped(outcome: Outcome) -> None:
    assert outcome.left_running == []


def _metrics_to(url: str) -> dict[str, str]:
    return {
        "AIRFLOW__METRICS__OTEL_ON": "True",
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_METRIC_EXPORT_INTERVAL": "2000",
    }


def _await_dags(airflow: LocalAirflow, token: str) -> None:
    deadline = time.monotonic() + 400
    wanted = {*INTAKE, *RUN_BY_ASSETS}
    while True:
        known = {dag["dag_id"] for dag in airflow.request("GET", "/api/v2/dags", token=token)["dags"]}
        if wanted <= known:
            return
        if time.monotonic() > deadline:
            errors = airflow.request("GET", "/api/v2/importErrors", token=token)["import_errors"]
            pytest.fail(f"no DAG {sorted(wanted - known)}; import errors: {errors}")
        time.sleep(1)


def _approve_until_quiet(
    airflow: LocalAirflow, token: str, home: Home
) -> tuple[list[str], list[str], dict[str, set[str]]]:
    """Answer every request for approval, until nothing has been under way for five seconds, or a run has failed.

    Returns:
        The subjects asked; what was there of the quarter when the first was asked; the states of all runs, by DAG.
    """
    subjects: list[str] = []
    drafts: list[str] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    quiet_since = time.monotonic()
    asked_since: dict[str, float] = {}
    while True:
        for request in _unanswered(airflow, token):
            drafts = drafts or [path.name for path in (home.published / "2023Q3").iterdir()]
            task = request["task_instance"]
            if time.monotonic() - asked_since.setdefault(task["id"], time.monotonic()) > READING_SECONDS:
                subjects.append(request["subject"])
                _answer(airflow, token, task)
        states = _states(airflow, token)
        found = set().union(*states.values())
        if found & {"queued", "running"}:
            quiet_since = time.monotonic()
        over = {*INTAKE, *RUN_BY_ASSETS} <= states.keys() and time.monotonic() - quiet_since > 5
        if over or "failed" in found or time.monotonic() > deadline:
            return subjects, drafts, states
        time.sleep(1)


def _unanswered(airflow: LocalAirflow, token: str) -> list[Any]:
    place = "/api/v2/dags/~/dagRuns/~/hitlDetails?response_received=false"
    return list(airflow.request("GET", place, token=token)["hitl_details"])


def _answer(airflow: LocalAirflow, token: str, task: dict[str, Any]) -> None:
    place = f"/api/v2/dags/{task['dag_id']}/dagRuns/{quote(task['dag_run_id'])}/taskInstances/{task['task_id']}"
    answer = {"chosen_options": ["Approve"], "params_input": {}}
    airflow.request("PATCH", f"{place}/{task['map_index']}/hitlDetails", answer, token)


def _states(airflow: LocalAirflow, token: str) -> dict[str, set[str]]:
    states: dict[str, set[str]] = defaultdict(set)
    for run in airflow.request("GET", "/api/v2/dags/~/dagRuns?limit=100", token=token)["dag_runs"]:
        states[run["dag_id"]].add(run["state"])
    return dict(states)


def _errors(home: Home) -> str:
    """What the tasks logged as errors, last of all what matters most."""
    logs = sorted((home.scheduler / "logs").glob("dag_id=*/**/*.log"), key=lambda path: path.stat().st_mtime)
    lines = [line for path in logs for line in path.read_text(encoding="utf-8").splitlines()]
    return "\n".join(line[:3000] for line in lines if '"level":"error"' in line)
