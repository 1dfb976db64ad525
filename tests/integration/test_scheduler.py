"""The DAGs under Airflow's real scheduler, with people of each role: what `dag.test()` cannot show."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import duckdb
import httpx
import pytest

from deploy.airflow_environment import kept_secrets
from deploy.local_airflow import LocalAirflow, local_airflow
from lifecircle.home import Home
from lifecircle.settings import PROJECT
from simulation import simulate
from tests.integration import canaries, logins, runs
from tests.integration.metrics_receiver import Received, metrics_receiver, metrics_to
from workflows.status_report import HomeStatus
from workflows.steps import MONTHS

pytestmark = [pytest.mark.integration, pytest.mark.long]

INTAKE = ("town_submissions", "department_records")
BY_CALENDAR = ("month_close", "reporting_reminders", "prefilled_forms", "housekeeping")
"""What the scheduler makes up for when it is first started; all but the last leave a set clock alone."""
RUN_BY_ASSETS = ("warehouse", "quarterly_scorecards", "restatement", "home_status")
CLOSED = "2023-09"
"""The month that is closed by hand, through the API: its closing moment is the one that the clock is set to."""
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
    closed: dict[str, Any]
    """The run that closed the month, as the API tells it at the end."""
    partitions: list[tuple[str, str]]
    """Which asset's partitions that run has made: (its name, partition)."""
    errors: str
    left_running: list[str]
    people: logins.People
    told: dict[str, str]
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
    settings |= logins.SETTINGS | canaries.settings_with_canaries(home)
    secret = home.root.parent / "client-secret"
    secret.write_text(canaries.CLIENT_SECRET, encoding="utf-8")
    with (
        metrics_receiver() as received,
        local_airflow(home.scheduler, PROJECT / "dags", settings | metrics_to(received.url)) as airflow,
    ):
        unhealthy = airflow.unhealthy()
        logins.make_administrator(airflow)
        token = airflow.token()
        tokens = logins.make_users(airflow, token)
        runs.await_dags(airflow, token, {*INTAKE, *RUN_BY_ASSETS})
        for dag in INTAKE:
            airflow.request("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None}, tokens["DataTeam"])
        with logins.openid_connect(airflow, secret) as beside, logins.browser(beside) as approver:
            by_provider = logins.log_in_by_provider(approver, logins.APPROVER)
            with logins.browser(beside) as other:
                stranger = logins.log_in_by_provider(other, logins.STRANGER), other.get("/api/v2/dags").status_code
            waiting, drafts, _, answers = _approve_until_quiet(airflow, tokens, home, approver)
            asked = {"logical_date": None, "conf": {"month": CLOSED}}
            run = airflow.request("POST", "/api/v2/dags/month_close/dagRuns", asked, tokens["DataTeam"])["dag_run_id"]
            # its catching up is an event of the marts: what runs by assets looks once more
            more, _, states, _ = _approve_until_quiet(airflow, tokens, home, approver)
        closed = runs.told(airflow, tokens["Viewer"], run)
        partitions = runs.partitions(airflow, tokens["Viewer"], run)
        by_form = logins.log_in_by_form(airflow, "guke", logins.password_of("guke"))
        people = logins.People(answers, by_provider, stranger, by_form, logins.try_passwords(airflow))
        told = canaries.rows_of(airflow.environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    told |= canaries.logs_of(home.scheduler)
    left = [name for name, process in airflow.processes.items() if process.poll() is None]
    if (home.scheduler / "postgres" / "postmaster.pid").exists():
        left.append("postgres")
    return Outcome(
        unhealthy, states, waiting + more, drafts, closed, partitions, runs.errors(home), left, people, told, received
    )


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
    assert published == [("2023Q3", 1, logins.APPROVER)]


def test_each_role_may_what_it_is_for_and_no_more(outcome: Outcome) -> None:
    let_through = {
        name: {role for role, status in answers.items() if status not in {401, 403}}
        for name, answers in outcome.people.answers.items()
    }
    assert let_through == {name: set(attempt.may) for name, attempt in logins.attempts(logins.NO_TASK).items()}


def test_without_a_login_nothing_is_answered(outcome: Outcome) -> None:
    assert {answers[""] for answers in outcome.people.answers.values()} == {401}


def test_a_provider_of_the_district_logs_people_in_by_their_groups(outcome: Outcome) -> None:
    assert outcome.people.by_provider == logins.APPROVER
    assert outcome.people.stranger == (logins.STRANGER, 403)


def test_the_page_lets_in_by_password_and_no_door_lets_passwords_be_tried_out(outcome: Outcome) -> None:
    assert outcome.people.by_form == (200, "guke")
    assert outcome.people.tries == (401, {429})


def test_no_secret_and_no_persons_name_or_telephone_is_in_airflows_logs_or_database(
    outcome: Outcome, home: Home
) -> None:
    words = {*kept_secrets(home.scheduler).values(), *map(logins.password_of, logins.LOGINS)}
    words |= {value for name, value in vars(canaries).items() if name.isupper()}
    words |= canaries.telephones_of_covers(home)
    assert len(words) > 20
    assert {(place, word) for place, text in outcome.told.items() for word in words if word in text} == set()


def test_a_month_closed_through_the_api_is_a_partition_of_the_months(outcome: Outcome, home: Home) -> None:
    assert outcome.closed["state"] == "success", outcome.errors
    assert outcome.partitions == [(MONTHS, CLOSED)]
    assert (home.briefs / CLOSED / "v1" / "district.pdf").is_file()


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


def _approve_until_quiet(
    airflow: LocalAirflow, tokens: dict[str, str], home: Home, approver: httpx.Client
) -> tuple[list[str], list[str], dict[str, set[str]], dict[str, dict[str, int]]]:
    """Answer every request for approval, until nothing has been under way for five seconds, or a run has failed.

    Returns:
        The subjects asked; what was there of the quarter when the first was asked; the states of all runs, by DAG; what
        each role could do meanwhile.
    """
    subjects: list[str] = []
    drafts: list[str] = []
    answers: dict[str, dict[str, int]] = {}
    deadline = time.monotonic() + PATIENCE_SECONDS
    quiet_since = time.monotonic()
    asked_since: dict[str, float] = {}
    token = tokens["Viewer"]
    while True:
        for request in runs.unanswered(airflow, token):
            drafts = drafts or [path.name for path in (home.published / "2023Q3").iterdir()]
            task = request["task_instance"]
            asked = asked_since.setdefault(task["id"], time.monotonic())
            answers = answers or logins.outcomes(airflow, tokens, task)
            if time.monotonic() - asked > READING_SECONDS:
                subjects.append(request["subject"])
                answer = {"chosen_options": ["批准"], "params_input": {}}
                approver.patch(logins.place_of_answer(task), json=answer).raise_for_status()
        states = runs.states(airflow, token)
        found = set().union(*states.values())
        if found & {"queued", "running"}:
            quiet_since = time.monotonic()
        over = {*INTAKE, *RUN_BY_ASSETS} <= states.keys() and time.monotonic() - quiet_since > 5
        if over or "failed" in found or time.monotonic() > deadline:
            return subjects, drafts, states, answers
        time.sleep(1)
