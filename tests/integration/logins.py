"""Those who log in to Airflow in the tests: one of each role, what each tries there, and how they get in."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import oidc_provider_mock

from deploy.airflow_environment import USER
from deploy.local_airflow import LocalAirflow, free_port
from lifecircle.settings import PROJECT

SETTINGS = {
    "AIRFLOW__CORE__AUTH_MANAGER": "deploy.logins.auth_manager.LoginsAuthManager",
    "AIRFLOW__FAB__CONFIG_FILE": str(PROJECT / "deploy" / "logins" / "webserver_config.py"),
}
"""How production's image sets Airflow, but for the folder (tests/deploy/test_dockerfile.py)."""

OFFICE, DATA_TEAM = frozenset({"Office"}), frozenset({"DataTeam"})
EVERYONE: frozenset[str] = OFFICE | DATA_TEAM | {"Viewer"}
NOBODY: frozenset[str] = frozenset()

LOGINS = {"guke": "Viewer", "jingban": "Office", "shuju": "DataTeam"}
"""A login of each role."""
APPROVER = "lili"
"""Whom the district's own provider knows as of the office; Airflow has no password of hers."""
STRANGER = "luren"
"""Whom it knows too, but not as anybody of ours."""


@dataclass(frozen=True)
class People:
    """What those who logged in could do: by attempt and role, and how they got in."""

    answers: dict[str, dict[str, int]]
    by_provider: str
    stranger: tuple[str, int]
    by_form: tuple[int, str]
    tries: tuple[int, set[int]]


@dataclass(frozen=True)
class Attempt:
    """A request that changes nothing, whether it is let through or not, and the roles that are to be let through."""

    may: frozenset[str]
    method: str
    path: str
    body: Any = None


def attempts(task: Mapping[str, Any]) -> dict[str, Attempt]:
    """What people try while `task` waits for approval; what is let through is a rehearsal, or has a senseless body."""
    dag = f"/api/v2/dags/{task['dag_id']}"
    run = f"{dag}/dagRuns/{quote(task['dag_run_id'])}"
    return {
        "read the DAGs": Attempt(EVERYONE, "GET", "/api/v2/dags"),
        "read a run": Attempt(EVERYONE, "GET", run),
        "read what a task logged": Attempt(EVERYONE, "GET", f"{run}/taskInstances/choose/logs/1"),
        "read what is to be approved": Attempt(EVERYONE, "GET", f"{run}/hitlDetails"),
        "start a run": Attempt(DATA_TEAM, "POST", "/api/v2/dags/month_close/dagRuns", {"logical_date": "senseless"}),
        "pause a DAG": Attempt(DATA_TEAM, "PATCH", dag, {"is_paused": "senseless"}),
        "clear a task": Attempt(DATA_TEAM, "POST", f"{dag}/clearTaskInstances", {"task_ids": ["choose"]} | _REHEARSAL),
        "mark a task": Attempt(DATA_TEAM, "PATCH", f"{run}/taskInstances/choose/dry_run", {"new_state": "success"}),
        "mark a run": Attempt(DATA_TEAM, "PATCH", run, {"state": "senseless"}),
        "approve": Attempt(OFFICE, "PATCH", place_of_answer(task), {"chosen_options": ["senseless"]}),
        "forge what was approved": Attempt(NOBODY, "POST", f"{run}/taskInstances/approve/xcomEntries", {"key": 1}),
        "delete a run": Attempt(NOBODY, "DELETE", f"{dag}/dagRuns/none"),
        "delete a DAG": Attempt(NOBODY, "DELETE", "/api/v2/dags/none"),
        "tell of an asset": Attempt(NOBODY, "POST", "/api/v2/assets/events", {"asset_id": "senseless"}),
        "change a pool": Attempt(NOBODY, "PATCH", "/api/v2/pools/warehouse", {"slots": "senseless"}),
        "read the variables": Attempt(NOBODY, "GET", "/api/v2/variables"),
        "write a variable": Attempt(NOBODY, "POST", "/api/v2/variables", {}),
        "read the connections": Attempt(NOBODY, "GET", "/api/v2/connections"),
        "write a connection": Attempt(NOBODY, "POST", "/api/v2/connections", {}),
        "read the configuration": Attempt(NOBODY, "GET", "/api/v2/config"),
        "read who did what": Attempt(NOBODY, "GET", "/api/v2/eventLogs"),
        "read the users": Attempt(NOBODY, "GET", "/auth/fab/v1/users"),
        "make a user": Attempt(NOBODY, "POST", "/auth/fab/v1/users", {}),
    }


_REHEARSAL = {"dry_run": True}

NO_TASK = {"dag_id": "", "dag_run_id": "", "task_id": "", "map_index": -1}
"""What `attempts` is asked with for who may do what."""


def place_of_answer(task: Mapping[str, Any]) -> str:
    """Where the answer is sent to what `task` asks."""
    run = f"/api/v2/dags/{task['dag_id']}/dagRuns/{quote(task['dag_run_id'])}"
    return f"{run}/taskInstances/{task['task_id']}/{task['map_index']}/hitlDetails"


def browser(airflow: LocalAirflow) -> httpx.Client:
    """Whatever keeps cookies and follows where it is sent."""
    return httpx.Client(base_url=airflow.url, follow_redirects=True, trust_env=False, timeout=60)


def make_administrator(airflow: LocalAirflow) -> None:
    """Make the login `admin`, as deploy/prepare-airflow does."""
    words = f"users create --username {USER} --role Admin --firstname a --lastname b --email a@lifecircle.invalid"
    typed = f"{airflow.password}\n{airflow.password}\n"
    command = [sys.executable, "-m", "airflow", *words.split()]
    subprocess.run(command, env=airflow.environment, input=typed, text=True, capture_output=True, check=True)


def make_users(airflow: LocalAirflow, token: str) -> dict[str, str]:
    """Let the administrator make `LOGINS`; return a token of each, by role."""
    tokens = {}
    for login, role in LOGINS.items():
        password = password_of(login)
        name = {"username": login, "first_name": login, "last_name": login, "email": f"{login}@lifecircle.invalid"}
        airflow.request("POST", "/auth/fab/v1/users", name | {"roles": [{"name": role}], "password": password}, token)
        entered = {"username": login, "password": password}
        tokens[role] = str(airflow.request("POST", "/auth/token", entered)["access_token"])
    return tokens


def password_of(login: str) -> str:
    """The password of one of `LOGINS`."""
    return f"{login}-kouling-7391"


def outcomes(airflow: LocalAirflow, tokens: Mapping[str, str], task: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """What Airflow answers to each attempt, by attempt and role; the role of nobody is the empty word."""
    found: dict[str, dict[str, int]] = {}
    for name, attempt in attempts(task).items():
        for role, token in {"": "", **tokens}.items():
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            with browser(airflow) as client:
                answer = client.request(attempt.method, attempt.path, json=attempt.body, headers=headers)
            found.setdefault(name, {})[role] = answer.status_code
    return found


def log_in_by_form(airflow: LocalAirflow, login: str, password: str) -> tuple[int, str]:
    """Enter a password on the page; return what the page answers, and as whom one is then known."""
    with browser(airflow) as client:
        page = client.get("/auth/login/")
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        form = {"username": login, "password": password, "csrf_token": token[0]}
        status = client.post("/auth/login/", data=form).status_code
        return status, client.get("/ui/auth/me").json().get("username", "")


@contextmanager
def openid_connect(airflow: LocalAirflow, secret: Path) -> Iterator[LocalAirflow]:
    """Beside `airflow` a server of the same where one logs in by a provider, which runs while the block does."""
    users = [
        oidc_provider_mock.User(sub=login, claims={"preferred_username": login, "email": login, "groups": groups})
        for login, groups in {APPROVER: ["lifecircle-office"], STRANGER: ["archive"]}.items()
    ]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as provider:
        environment = {
            **airflow.environment,
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__BASE_URL": url,
            "AIRFLOW_OIDC_ISSUER": f"http://127.0.0.1:{provider.server_port}",
            "AIRFLOW_OIDC_CLIENT_ID": "lifecircle",
            "AIRFLOW_OIDC_CLIENT_SECRET_FILE": str(secret),
        }
        beside = replace(airflow, url=url, environment=environment)
        server = beside.start("api-server-oidc", "api-server", "--workers", "1")
        while "api-server" in beside.unhealthy() and server.poll() is None:
            time.sleep(1)
        yield beside


def try_passwords(airflow: LocalAirflow) -> tuple[int, set[int]]:
    """Try wrong passwords until that is refused, a hundred times at most; then once more by each door.

    Returns:
        What is answered to the first one; what the doors answer in the end.
    """
    doors = ("/auth/token", "/auth/token/cli", "/auth/api/v1/security/login", "/auth/login/")
    entered = {"username": "jingban", "password": "guessed", "provider": "db"}
    with browser(airflow) as client:
        first = status = client.post(doors[0], json=entered).status_code
        for _ in range(100):
            if status == 429:
                break
            status = client.post(doors[0], json=entered).status_code
        return first, {client.post(door, json=entered).status_code for door in doors}


def log_in_by_provider(client: httpx.Client, login: str) -> str:
    """Log in as whom the provider knows; return as whom one is then known to Airflow."""
    page = client.get("/auth/login/oidc")
    client.post(page.url, data={"sub": login})
    return str(client.get("/ui/auth/me").json().get("username", ""))
